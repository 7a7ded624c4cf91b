"""When each named check fires."""

from typing import Any

import pytest

from contributions.models import Proposal
from contributions.proposing import prepare
from moderation.checks.named import new_domain, removal, repeated, shouting, spam, street
from moderation.checks.named.registry import Said, named_checks
from moderation.checks.reading import reading_of_request
from moderation.models import SpamSign
from offers.models.structures import AddressVisibility
from offers.publishing import publish_one
from tests.contributions.making import propose
from tests.factories import make_offer

LONG = " ".join(f"Nous faisons la chose numéro {number} avec vous." for number in range(12))


@pytest.fixture
def said(offer, cast, monkeypatch) -> Any:
    """What somebody would send, read as the checks read it."""

    def make(author: Any = cast.outsider, target: Any = offer, **changes: Any) -> Said:
        request = prepare(
            author=author, target_kind=Proposal.Target.OFFER, target=target, changes=changes
        )
        return Said(reading_of_request(request), author)

    monkeypatch.setattr("contributions.screening._screens", [])
    return make


def test_each_check_says_what_it_does(db) -> None:
    found = list(named_checks())
    assert {one.code for one in found} == {
        *("street", "new_domain", "removal", "repeated", "shouting", "spam")
    }
    for one in found:
        assert all(map(str, (one.label, one.explains, one.reason, one.refusal)))


def test_a_link_to_a_new_site(said) -> None:
    hit = new_domain.find(said(website="https://autre.example/"))
    assert hit == ("website", "autre.example")
    hit = new_domain.find(said(what="<p>Voyez www.autre.example, c'est mieux.</p>"))
    assert hit == ("what", "autre.example")


@pytest.mark.parametrize(
    "website", ["https://garage.example/autre", "https://www.caf.fr/", "https://aveyron.gouv.fr/"]
)
def test_a_site_the_page_names_or_a_public_one_is_not_new(said, website) -> None:
    assert new_domain.find(said(website=website)) is None


def test_a_site_of_the_structure_is_not_new(said, cast) -> None:
    cast.structure.website = "https://causse.example/"
    cast.structure.save()
    make_offer(
        structure=cast.structure,
        author=cast.publisher,
        title="Vélos",
        website="https://velo.example",
    )
    assert new_domain.find(said(website="https://causse.example/tarifs")) is None
    assert new_domain.find(said(website="https://velo.example/")) is None
    assert new_domain.find(said(website="https://evelo.example/")) is not None


def test_most_of_a_text_removed(said, offer, cast) -> None:
    publish_one(offer=offer, fields={"what": f"<p>{LONG}</p>"}, author=cast.publisher)
    offer.refresh_from_db()
    assert removal.find(said(what="<p>Fermé.</p>")) == ("what", "")
    assert removal.find(said(what=f"<p>{LONG[: len(LONG) // 2]}</p>")) is None
    assert removal.find(said(what=f"<p>{LONG} Et voilà.</p>")) is None


def test_a_short_text_may_go(said) -> None:
    assert removal.find(said(summary="Une voiture.")) is None


def test_the_same_words_on_a_third_page(said, offer, cast) -> None:
    text = "Appelez notre partenaire national, qui a toujours une solution pour tout le monde."
    for number in range(2):
        other = make_offer(structure=cast.structure, author=cast.publisher, title=f"Vélos {number}")
        assert repeated.find(said(fee_detail=text)) is None
        propose(other, cast.outsider, fee_detail=text)
    assert repeated.find(said(fee_detail=text)) == ("fee_detail", "")
    assert repeated.find(said(author=cast.member, fee_detail=text)) is None


@pytest.mark.parametrize("text", ["Venez donc chez nous. " * 4, "Ooooooooooooooh"])
def test_the_same_words_in_one_text(said, text) -> None:
    assert repeated.find(said(fee_detail=text)) == ("fee_detail", "")


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("VENEZ TOUS CHEZ NOUS, C'EST GRATUIT POUR TOUTE LA FAMILLE", True),
        ("Venez vite !!!!", True),
        ("Le CCAS, la CAF, le SIAO, la MSA et le CIDFF vous aident dans vos papiers.", False),
        ("VENEZ", False),
        ("Vraiment ? Oui !", False),
    ],
)
def test_shouting(said, text, fires) -> None:
    assert bool(shouting.find(said(fee_detail=text))) is fires


@pytest.mark.parametrize(
    "text",
    [
        "Prêt entre particuliers en 24 h",
        "CASINO   en-ligne",
        "V\u200biagra à bas prix",
        "ｃａｓｉｎｏ en ligne",
    ],
)
def test_known_spam(said, text) -> None:
    assert spam.find(said(fee_detail=text)) is not None


def test_words_inside_others_are_no_spam(said) -> None:
    assert spam.find(said(fee_detail="Un prêt entre associations, un casino-théâtre")) is None


def test_signs_that_administrators_added(said) -> None:
    SpamSign.objects.create(sign="pilules vertes")
    SpamSign.objects.create(sign="pilules.example", is_site=True)
    assert spam.find(said(fee_detail="Nos pilules, vertes et rondes")) is not None
    assert spam.find(said(website="https://www.pilules.example/")) == ("website", "pilules.example")
    assert spam.find(said(website="https://mes-pilules.example/")) is None


def test_a_street_on_a_protected_place(said, offer) -> None:
    text = "<p>Sonnez au 8 rue Planard.</p>"
    assert street.find(said(what=text)) is None
    offer.visibility.address = AddressVisibility.COMMUNE
    offer.visibility.save()
    assert street.find(said(what=text)) == ("what", "8 rue Planard")
    assert street.find(said(what="<p>Sonnez à la porte verte.</p>")) is None

"""What the public history of a page never shows, whoever asks."""

import pytest
from wagtail.models import Revision

from offers.models import Structure
from offers.models.structures import AddressVisibility
from offers.schema import OFFER_FIELDS
from offers.structures import publish_structure
from tests.contributions.history.conftest import change, live, url
from tests.contributions.history.reading import everything, facts_of, soup_of
from tests.examples import EVERY

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = '<img src=x onerror=alert(1)>"><script>alert(2)</script>'
SECRETS = ("14 rue Secrète", "12 rue de la République", "44.35", "Porte bleue")


@pytest.fixture
def shelter(cast, offer):
    door = {"mode": "come", "value": "Porte bleue", "note": "Porte bleue, au fond"}
    change(offer, cast.publisher, engage_person=[door], contact_name="Madame Untel")
    change(offer, cast.publisher, street_address="14 rue Secrète", latitude=44.351)
    change(offer, cast.publisher, title="Un lieu pour souffler")
    return offer


def test_what_the_page_shows_is_in_its_history(client, shelter) -> None:
    shown = everything(client, shelter)
    assert "14 rue Secrète" in shown
    assert "Porte bleue" in shown
    assert "Madame Untel" not in shown


@pytest.mark.parametrize("level", [AddressVisibility.HIDDEN, AddressVisibility.COMMUNE])
@pytest.mark.parametrize("who", ["", "outsider", "animator"])
def test_a_place_hidden_since_is_hidden_in_all_its_past(client, cast, shelter, level, who) -> None:
    shelter.visibility.address = level
    shelter.visibility.save()
    if who:
        client.force_login(getattr(cast, who))
    shown = everything(client, shelter)
    assert [secret for secret in SECRETS if secret in shown] == []
    assert ("Rodez" in facts_of(shown)) == (level == AddressVisibility.COMMUNE)
    assert "Un lieu pour souffler" in shown


def test_what_was_hidden_then_stays_so_when_the_place_is_opened(client, cast, shelter) -> None:
    shelter.visibility.address = AddressVisibility.HIDDEN
    shelter.visibility.save()
    change(shelter, cast.publisher, street_address="3 rue Cachée")
    change(shelter, cast.publisher, street_address="5 rue Ouverte")
    shelter.visibility.address = AddressVisibility.PUBLIC
    shelter.visibility.save()
    assert "3 rue Cachée" not in everything(client, shelter)
    change(shelter, cast.publisher, street_address="7 rue Ouverte")
    shown = everything(client, shelter)
    assert "7 rue Ouverte" in shown
    assert "rue Cachée" not in shown
    assert "14 rue Secrète" not in shown


def test_a_contact_that_is_not_for_all_is_never_in_the_past(client, cast, offer) -> None:
    change(offer, cast.publisher, contact_phone="05 36 49 77 77")
    assert "05 36 49 77 77" in everything(client, offer)
    offer.visibility.contact_phone = "signed_in"
    offer.visibility.save()
    client.force_login(cast.outsider)
    assert "05 36 49 77 77" not in everything(client, offer)


def test_a_structure_that_hides_its_street_hides_it_in_its_past(client, cast) -> None:
    structure = cast.structure
    publish_structure(
        structure=structure, fields={"street_address": "14 rue Secrète"}, author=cast.publisher
    )
    publish_structure(structure=structure, fields={"name": "Le Refuge"}, author=cast.publisher)
    assert "14 rue Secrète" in everything(client, structure, "structures")
    hidden = Structure.objects.get(pk=structure.pk)
    hidden.address_visibility = AddressVisibility.HIDDEN
    hidden.save_because("structure.hidden", by=None)
    shown = everything(client, structure, "structures")
    assert "14 rue Secrète" not in shown
    assert "Rodez" not in facts_of(shown)
    assert "Le Refuge" in shown


def test_text_taken_out_for_good_is_named_and_not_shown(client, cast, offer) -> None:
    first = live(offer).live_revision_id
    change(offer, cast.outsider, summary="Sans le nom de la personne.", what="<p>Autre.</p>")
    content = Revision.objects.get(pk=first).content
    content |= {"summary": {"redacted": 7}, "what": {"redacted": 7}}
    Revision.objects.filter(pk=first).update(content=content)
    shown = everything(client, offer)
    assert "redacted" not in shown
    assert "dès 5 € par jour" not in facts_of(shown)


HOSTILE_BY_KIND = {
    "scalar": HOSTILE,
    "set": [HOSTILE],
    "rows": [{"uuid": "x", "mode": "link", "value": "javascript:alert(1)", "note": HOSTILE}],
    "rich_text": f'<p>{HOSTILE}<a href="javascript:alert(1)">x</a></p>',
}
FIELDS = [name for name in OFFER_FIELDS if name != "commune"]
# Each field alone in CI, all those of a kind together in the fast suite.
TOGETHER = (
    [[name] for name in FIELDS]
    if EVERY
    else [[name for name in FIELDS if OFFER_FIELDS[name].kind == kind] for kind in HOSTILE_BY_KIND]
)


@pytest.mark.parametrize("names", TOGETHER, ids=" ".join)
def test_hostile_content_in_any_field_is_only_text(client, cast, offer, names) -> None:
    """Written straight into a revision: whatever got there, the pages only show it."""
    number = change(offer, cast.outsider, title="Voitures à louer", why=HOSTILE)
    hostile = {name: HOSTILE_BY_KIND[OFFER_FIELDS[name].kind] for name in names}
    content = Revision.objects.get(pk=number).content | hostile
    Revision.objects.filter(pk=number).update(content=content)
    for path in (
        url(offer),
        url(offer, "history-version", number),
        url(offer, "history-compare") + f"?a={number}",
        url(offer, "history-compare") + f"?a={number}&vue=cote-a-cote",
        url(offer, "history-who"),
    ):
        main = soup_of(client.get(path)).main
        assert not main.select("script, img, [onerror], [style]"), path
        assert not [a for a in main.select("a") if a.get("href", "").startswith("javascript:")]

"""The public history of a page, read by anyone: what it says."""

from typing import Any
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from wagtail.models import Revision

from accounts.privacy import erase_account
from contributions.history.plans import Verb
from contributions.previews import preview
from moderation.deciding.services import SeenVersion, accept_proposal
from offers.publishing import archive_offer
from offers.schema import OFFER_FIELDS
from offers.structures import publish_structure
from tests.contributions.history.conftest import change, live, take_back, url
from tests.contributions.history.reading import soup_of, text_of
from tests.contributions.making import propose
from tests.factories import make_offer

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = '<img src=x onerror=alert(1)>"><script>alert(2)</script>'


def accept(proposal: Any, moderator: Any) -> None:
    seen = SeenVersion(proposal.version, preview(proposal).preview_hash)
    accept_proposal(proposal=proposal, moderator=moderator, seen=seen)


def test_one_version_alone_is_compared_with_nothing(client, cast, offer) -> None:
    assert not soup_of(client.get(url(offer))).select("main [type=radio]")
    change(offer, cast.publisher, fee_detail="6 € par jour")
    assert len(soup_of(client.get(url(offer))).select("main [type=radio]")) == 4


def test_a_line_says_who_when_why_accepted_by_whom_and_from_where(client, cast, offer) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    proposal.sources = [
        {"url": "https://garage.example/", "date": "2026-01-31", "quote": "Dès 5 €"}
    ]
    proposal.save()
    accept(proposal, cast.animator)
    response = client.get(url(offer))
    page = text_of(response)
    for said in ("Mésange patiente", "Awa", proposal.summary, "Dès 5 €", "titre", "2026-01-31"):
        assert said in page
    assert cast.outsider.email not in page
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert 'name="robots" content="noindex"' in response.content.decode()


def test_kinds_of_acts_are_told(cast, offer, kept) -> None:
    number = change(offer, cast.outsider, title="Voitures à louer")
    change(offer, None, fee_detail="6 € par jour")
    top = take_back(offer, number, by=cast.animator).version
    take_back(offer, top, by=cast.animator, verb=Verb.ROLLBACK)
    take_back(offer, live(offer).live_revision_id, by=cast.animator)
    take_back(offer, number, by=cast.animator, verb=Verb.RESTORE)
    archive_offer(offer=offer, actor=cast.animator)
    acts = [entry.act.value for entry in kept.log.entries(offer)]
    assert acts == [
        "archived",
        "restored",
        "undone",
        "rolled_back",
        "undone",
        "imported",
        "edited",
        "created",
    ]


def test_an_erased_author_leaves_the_line_without_a_name(client, cast, offer) -> None:
    change(offer, cast.outsider, title="Voitures à louer")
    erase_account(user=cast.outsider, by="self")
    for view in ("history", "history-who", "history-feed"):
        page = client.get(url(offer, view)).content.decode()
        assert "Mésange" not in page
        assert "compte supprimé" in page


@pytest.mark.parametrize("family", ["offres", "structures"])
def test_what_does_not_exist_is_not_found(client, cast, offer, family) -> None:
    wrong = [
        reverse("contributions:history", args=[family, "inconnu0"]),
        url(offer, "history-version", 10**14),
        url(offer, "history-compare") + "?de=1&a=999999",
        url(cast.structure, "history-version", 10**14, family="structures"),
        f"/{family}/aaaaaaaa/historique/1/autre/",
    ]
    for path in wrong:
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("asked", ["de=&a=", "de=abc", "a=-1", "de=9999999999999999999", "page=x"])
def test_a_strange_question_gets_the_plain_answer(client, cast, offer, asked) -> None:
    change(offer, cast.outsider, title="Voitures à louer")
    for view in ("history", "history-compare"):
        assert client.get(f"{url(offer, view)}?{asked}").status_code == 200


def test_a_version_of_another_page_is_not_shown_here(client, cast, offer) -> None:
    other = make_offer(structure=cast.structure, title="Une autre offre")
    number = live(other).live_revision_id
    assert client.get(url(offer, "history-version", number)).status_code == 404
    assert client.get(f"{url(offer, 'history-compare')}?a={number}").status_code == 404


def test_any_two_versions_are_compared_without_javascript(client, cast, offer) -> None:
    first = live(offer).live_revision_id
    change(offer, cast.outsider, title="Voitures à louer")
    last = change(offer, cast.member, fee_detail="6 € par jour")
    form = soup_of(client.get(url(offer))).select_one("main form")
    assert form["action"] == url(offer, "history-compare")
    older = [box["value"] for box in form.select("input[name=de]")]
    assert older == [box["value"] for box in form.select("input[name=a]")]
    assert str(first) in older
    for order in ((first, last), (last, first)):
        answer = client.get(url(offer, "history-compare"), {"de": order[0], "a": order[1]})
        page = soup_of(answer)
        assert len(page.select(".diff h3")) == 2
        assert "Voitures à louer" in " ".join(one.get_text() for one in page.select("ins"))


def test_one_change_is_compared_with_what_it_replaced(client, cast, offer) -> None:
    first = live(offer).live_revision_id
    number = change(offer, cast.outsider, title="Voitures à louer")
    change(offer, cast.member, fee_detail="6 € par jour")
    page = soup_of(client.get(url(offer, "history-compare"), {"a": number}))
    assert len(page.select(".diff h3")) == 1
    nothing = soup_of(client.get(url(offer, "history-compare"), {"a": first}))
    assert nothing.select_one(".diff") is None


def test_a_version_stays_at_its_address_marked_old(client, cast, offer) -> None:
    first = live(offer).live_revision_id
    assert "ancienne version" not in text_of(client.get(url(offer, "history-version", first)))
    change(offer, cast.outsider, title="Voitures à louer", what="<p>Autre texte.</p>")
    response = client.get(url(offer, "history-version", first))
    page = text_of(response)
    assert "ancienne version" in page
    assert "Location de voitures à petit prix" in page
    assert "L'assurance est comprise." in page
    assert response.headers["X-Robots-Tag"] == "noindex"
    archive_offer(offer=offer, actor=cast.animator)
    assert client.get(url(offer, "history-version", first)).status_code == 200


def test_who_wrote_what_names_the_last_author_of_each_field(client, cast, offer) -> None:
    change(offer, cast.outsider, title="Voitures à louer", fee_detail="6 € par jour")
    change(offer, cast.member, fee_detail="7 € par jour")
    facts = {
        row.dt.get_text(strip=True): row.dd.get_text(" ", strip=True)
        for row in soup_of(client.get(url(offer, "history-who"))).select(".facts > div")
    }
    assert facts["Titre"].startswith("Mésange patiente")
    assert facts[OFFER_FIELDS["fee_detail"].label.capitalize()].startswith("Malik")
    assert facts[OFFER_FIELDS["what"].label.capitalize()].startswith("Claire")


def test_the_feed_says_what_the_list_says(client, cast, offer) -> None:
    number = change(offer, cast.outsider, title="Voitures à louer", why=f"Titre court {HOSTILE}")
    response = client.get(url(offer, "history-feed"))
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    assert response.headers["X-Robots-Tag"] == "noindex"
    newest = ElementTree.fromstring(response.content).find(f"{ATOM}entry")  # noqa: S314 ours
    assert newest.findtext(f"{ATOM}author/{ATOM}name") == "Mésange patiente"
    assert "Titre court" in newest.findtext(f"{ATOM}summary")
    link = newest.find(f"{ATOM}link").get("href")
    assert link.endswith(f"{url(offer, 'history-compare')}?a={number}")
    assert "<script>" not in response.content.decode()
    assert cast.outsider.email not in response.content.decode()


def test_the_history_of_a_structure_tells_each_change(client, cast) -> None:
    structure = cast.structure
    proposal_author = cast.outsider
    publish_structure(structure=structure, fields={"phone": "0536490099"}, author=proposal_author)
    page = text_of(client.get(url(structure, family="structures")))
    assert "Mésange patiente" in page
    assert "téléphone" in page.lower()
    link = url(structure, family="structures")
    assert link in client.get(structure.get_absolute_url()).content.decode()


def test_a_purged_version_keeps_its_line(client, cast, offer) -> None:
    number = change(offer, cast.outsider, title="Voitures à louer", why="Pour une raison.")
    change(offer, cast.outsider, title="Autos à louer")
    Revision.objects.filter(pk=number).delete()
    page = client.get(url(offer)).content.decode()
    assert "Pour une raison." in page
    assert url(offer, "history-version", number) not in page
    assert client.get(url(offer, "history-version", number)).status_code == 404


def test_pages_of_the_history_are_only_read(client, offer) -> None:
    number = live(offer).live_revision_id
    for view, args in (("history", ()), ("history-compare", ()), ("history-version", (number,))):
        assert client.post(url(offer, view, *args)).status_code == 405

"""The public history of a page, read by anyone: what it says, and what it never shows."""

import re
import time
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from accounts.privacy import erase_account
from contributions.history.kinds import kept_in
from contributions.history.plans import Verb
from contributions.previews import preview
from moderation.deciding.services import SeenVersion, accept_proposal
from offers.models import Structure
from offers.models.structures import AddressVisibility
from offers.publishing import archive_offer
from offers.schema import OFFER_FIELDS
from offers.structures import publish_structure
from tests.contributions.history.conftest import change, live, take_back, url
from tests.contributions.making import propose
from tests.factories import make_offer

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = '<img src=x onerror=alert(1)>"><script>alert(2)</script>'


def soup_of(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def text_of(response: Any) -> str:
    return soup_of(response).main.get_text(" ", strip=True)


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


def _everything(client: Any, target: Any, family: str = "offres") -> str:
    """All that the history shows: lists, feed, each version, each pair."""
    kept = kept_in(family)
    numbers = [
        one.version for one in kept.log.entries(kept.kind.find(target.public_id)) if one.version
    ]
    paths = [
        url(target, view, family=family) for view in ("history", "history-who", "history-feed")
    ]
    paths += [url(target, "history-version", number, family=family) for number in numbers]
    compare = url(target, "history-compare", family=family)
    paths += [f"{compare}?de={one}&a={two}" for one in numbers for two in numbers]
    paths += [f"{compare}?a={one}&vue=cote-a-cote" for one in numbers]
    return "\n".join(client.get(path).content.decode() for path in paths)


SECRETS = ("14 rue Secrète", "12 rue de la République", "44.35", "Porte bleue")


@pytest.fixture
def shelter(cast, offer):
    door = {"mode": "come", "value": "Porte bleue", "note": "Porte bleue, au fond"}
    change(offer, cast.publisher, engage_person=[door], contact_name="Madame Untel")
    change(offer, cast.publisher, street_address="14 rue Secrète", latitude=44.351)
    change(offer, cast.publisher, title="Un lieu pour souffler")
    return offer


def test_what_the_page_shows_is_in_its_history(client, shelter) -> None:
    shown = _everything(client, shelter)
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
    shown = _everything(client, shelter)
    assert [secret for secret in SECRETS if secret in shown] == []
    assert ("Rodez" in _facts(shown)) == (level == AddressVisibility.COMMUNE)
    assert "Un lieu pour souffler" in shown


def _facts(html: str) -> str:
    return " ".join(re.findall(r"<dd>.*?</dd>", html, flags=re.DOTALL))


def test_what_was_hidden_then_stays_so_when_the_place_is_opened(client, cast, shelter) -> None:
    shelter.visibility.address = AddressVisibility.HIDDEN
    shelter.visibility.save()
    change(shelter, cast.publisher, street_address="3 rue Cachée")
    change(shelter, cast.publisher, street_address="5 rue Ouverte")
    shelter.visibility.address = AddressVisibility.PUBLIC
    shelter.visibility.save()
    assert "3 rue Cachée" not in _everything(client, shelter)
    change(shelter, cast.publisher, street_address="7 rue Ouverte")
    shown = _everything(client, shelter)
    assert "7 rue Ouverte" in shown
    assert "rue Cachée" not in shown
    assert "14 rue Secrète" not in shown


def test_a_contact_that_is_not_for_all_is_never_in_the_past(client, cast, offer) -> None:
    change(offer, cast.publisher, contact_phone="05 36 49 77 77")
    assert "05 36 49 77 77" in _everything(client, offer)
    offer.visibility.contact_phone = "signed_in"
    offer.visibility.save()
    client.force_login(cast.outsider)
    assert "05 36 49 77 77" not in _everything(client, offer)


def test_a_structure_that_hides_its_street_hides_it_in_its_past(client, cast) -> None:
    structure = cast.structure
    publish_structure(
        structure=structure, fields={"street_address": "14 rue Secrète"}, author=cast.publisher
    )
    publish_structure(structure=structure, fields={"name": "Le Refuge"}, author=cast.publisher)
    assert "14 rue Secrète" in _everything(client, structure, "structures")
    hidden = Structure.objects.get(pk=structure.pk)
    hidden.address_visibility = AddressVisibility.HIDDEN
    hidden.save_because("structure.hidden", by=None)
    shown = _everything(client, structure, "structures")
    assert "14 rue Secrète" not in shown
    assert "Rodez" not in _facts(shown)
    assert "Le Refuge" in shown


def test_the_history_of_a_structure_tells_each_change(client, cast) -> None:
    structure = cast.structure
    proposal_author = cast.outsider
    publish_structure(structure=structure, fields={"phone": "0536490099"}, author=proposal_author)
    page = text_of(client.get(url(structure, family="structures")))
    assert "Mésange patiente" in page
    assert "téléphone" in page.lower()
    link = url(structure, family="structures")
    assert link in client.get(structure.get_absolute_url()).content.decode()


def test_text_taken_out_for_good_is_named_and_not_shown(client, cast, offer) -> None:
    first = live(offer).live_revision_id
    change(offer, cast.outsider, summary="Sans le nom de la personne.", what="<p>Autre.</p>")
    content = Revision.objects.get(pk=first).content
    content |= {"summary": {"redacted": 7}, "what": {"redacted": 7}}
    Revision.objects.filter(pk=first).update(content=content)
    shown = _everything(client, offer)
    assert "redacted" not in shown
    assert "dès 5 € par jour" not in _facts(shown)


def test_a_purged_version_keeps_its_line(client, cast, offer) -> None:
    number = change(offer, cast.outsider, title="Voitures à louer", why="Pour une raison.")
    change(offer, cast.outsider, title="Autos à louer")
    Revision.objects.filter(pk=number).delete()
    page = client.get(url(offer)).content.decode()
    assert "Pour une raison." in page
    assert url(offer, "history-version", number) not in page
    assert client.get(url(offer, "history-version", number)).status_code == 404


@pytest.mark.parametrize("name", OFFER_FIELDS)
def test_hostile_content_in_any_field_is_only_text(client, cast, offer, name) -> None:
    """Written straight into a revision: whatever got there, the pages only show it."""
    number = change(offer, cast.outsider, title="Voitures à louer", why=HOSTILE)
    row = {"uuid": "x", "mode": "link", "value": "javascript:alert(1)", "note": HOSTILE}
    value = {
        "scalar": HOSTILE,
        "set": [HOSTILE],
        "rows": [row],
        "rich_text": f'<p>{HOSTILE}<a href="javascript:alert(1)">x</a></p>',
    }[OFFER_FIELDS[name].kind]
    if name == "commune":
        return
    content = Revision.objects.get(pk=number).content | {name: value}
    Revision.objects.filter(pk=number).update(content=content)
    for path in (
        url(offer),
        url(offer, "history-version", number),
        url(offer, "history-compare") + f"?a={number}",
        url(offer, "history-compare") + f"?a={number}&vue=cote-a-cote",
        url(offer, "history-who"),
    ):
        main = soup_of(client.get(path)).main
        assert not main.select("script, img, [onerror], [style]")
        assert not [a for a in main.select("a") if a.get("href", "").startswith("javascript:")]


def lines(offer: Any, count: int, author: Any) -> None:
    """Revisions and log entries by the thousand, as publishing leaves them."""
    model = Revision.objects.get(pk=live(offer).live_revision_id)
    start = timezone.now() - timedelta(days=count)
    revisions = [
        Revision(
            content_type_id=model.content_type_id,
            base_content_type_id=model.base_content_type_id,
            object_id=model.object_id,
            created_at=start + timedelta(days=number),
            user=author,
            content={**model.content, "title": f"Titre {number}"},
        )
        for number in range(count)
    ]
    Revision.objects.bulk_create(revisions)
    keys = Revision.objects.for_instance(offer).exclude(pk=model.pk).order_by("created_at")
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            page_id=offer.pk,
            content_type_id=model.content_type_id,
            label="x",
            action="offers.publish",
            user_id=author.pk,
            revision=revision,
            timestamp=revision.created_at,
            data={"summary": "Pourquoi", "fields": ["title"], "by_person": True},
        )
        for revision in keys
    )


QUERIES = {"history": 5, "history-who": 6, "history-feed": 5}


@pytest.mark.parametrize("count", [3, 300])
@pytest.mark.parametrize("view", QUERIES)
def test_a_history_costs_the_same_queries_whatever_its_length(
    client, cast, offer, view, count, django_assert_max_num_queries: Any
) -> None:
    lines(offer, count, cast.outsider)
    client.get(url(offer, view))
    with django_assert_max_num_queries(QUERIES[view]):
        client.get(url(offer, view))


def test_a_thousand_revisions_are_listed_compared_and_attributed_in_200_ms(
    client, cast, offer
) -> None:
    lines(offer, 1000, cast.outsider)
    first, last = (
        Revision.objects.for_instance(offer)
        .order_by("created_at")
        .values_list("pk", flat=True)[1:998:996]
    )
    paths = [
        url(offer),
        url(offer) + "?page=20",
        url(offer, "history-who"),
        url(offer, "history-feed"),
        url(offer, "history-version", first),
        url(offer, "history-compare") + f"?de={first}&a={last}",
    ]
    measured = {}
    for path in paths:
        spent = []
        for _attempt in range(4):
            start = time.process_time()
            assert client.get(path).status_code == 200
            spent.append(time.process_time() - start)
        measured[path] = round(min(spent) * 1000)
    assert {path: spent for path, spent in measured.items() if spent >= 200} == {}


def test_the_second_page_follows_the_first(client, cast, offer) -> None:
    lines(offer, 120, cast.outsider)
    first = soup_of(client.get(url(offer)))
    assert len(first.select("ol.results > li")) == 50
    following = first.select_one("a[rel=next]")["href"]
    last = soup_of(client.get(url(offer) + "?page=3"))
    assert following == "?page=2"
    assert len(last.select("ol.results > li")) == 21
    chosen = last.select_one("input[name=de]")["value"]
    kept = soup_of(client.get(f"{url(offer)}?de={chosen}"))
    assert kept.select_one("input[name=de][checked]")["value"] == chosen
    assert kept.select_one("a[rel=next]")["href"] == f"?page=2&de={chosen}"


def test_pages_of_the_history_are_only_read(client, offer) -> None:
    number = live(offer).live_revision_id
    for view, args in (("history", ()), ("history-compare", ()), ("history-version", (number,))):
        assert client.post(url(offer, view, *args)).status_code == 405

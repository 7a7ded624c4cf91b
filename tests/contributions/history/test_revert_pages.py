"""Taking a change back over HTTP: shown first, then done by a POST that says what was read."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Revision

from contributions.models import Proposal
from journal.models import AuditEvent
from offers.publishing import archive_offer
from tests.contributions.history.conftest import WHY, change, live, url
from tests.contributions.making import form_data

ACTS = ("defaire", "revenir", "restaurer")


@pytest.fixture
def number(cast, offer) -> int:
    return change(offer, cast.outsider, title="Voitures à louer")


def act(offer: Any, number: int, verb: str = "defaire") -> str:
    return url(offer, "history-revert", number, verb)


def send(client: Any, path: str, **changes: Any) -> Any:
    return client.post(path, {**form_data(client.get(path)), "summary": WHY, **changes})


def text_of(response: Any) -> str:
    return BeautifulSoup(response.content, "html.parser").main.get_text(" ", strip=True)


def test_an_animator_sees_the_change_then_does_it(client, cast, offer, number) -> None:
    client.force_login(cast.animator)
    page = client.get(act(offer, number))
    shown = BeautifulSoup(page.content, "html.parser")
    assert "Location de voitures à petit prix" in shown.select_one(".diff").get_text()
    assert live(offer).title == "Voitures à louer"
    assert page.headers["X-Robots-Tag"] == "noindex"
    response = send(client, act(offer, number))
    assert response.url == url(offer)
    assert live(offer).title == "Location de voitures à petit prix"
    history = text_of(client.get(url(offer)))
    assert WHY in history
    assert "Modification annulée" in history


def test_somebody_else_proposes_it(client, cast, offer, number) -> None:
    client.force_login(cast.member)
    response = send(client, act(offer, number))
    proposal = Proposal.objects.get()
    assert proposal.action == Proposal.Action.REVERT
    assert proposal.summary == WHY
    assert str(proposal.uuid) in response.url
    assert live(offer).title == "Voitures à louer"


@pytest.mark.parametrize("verb", ACTS)
def test_a_visitor_is_sent_to_login_and_reading_does_nothing(
    client, cast, offer, number, verb
) -> None:
    assert client.get(act(offer, number, verb)).status_code == 302
    assert client.post(act(offer, number, verb)).status_code == 302
    client.force_login(cast.animator)
    client.get(act(offer, number, verb))
    assert live(offer).title == "Voitures à louer"


def test_without_its_token_a_post_does_nothing(cast, offer, number) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.animator)
    answer = strict.post(act(offer, number), {"summary": WHY, "seen": number})
    assert answer.status_code == 403
    assert live(offer).title == "Voitures à louer"


@pytest.mark.parametrize("verb", ["revenir", "restaurer"])
def test_rolling_back_and_restoring_are_done_too(client, cast, offer, number, verb) -> None:
    first = Revision.objects.for_instance(offer).order_by("pk").first().pk
    client.force_login(cast.animator)
    path = act(offer, first if verb == "restaurer" else number, verb)
    assert send(client, path).status_code == 302
    assert live(offer).title == "Location de voitures à petit prix"


def test_a_page_that_moved_answers_409_and_keeps_what_was_typed(
    client, cast, offer, number
) -> None:
    client.force_login(cast.animator)
    data = form_data(client.get(act(offer, number)))
    change(offer, cast.member, fee_detail="7 € par jour")
    response = client.post(act(offer, number), {**data, "summary": WHY})
    assert response.status_code == 409
    assert WHY in response.content.decode().replace("&#x27;", "'")
    assert live(offer).title == "Voitures à louer"
    again = client.post(act(offer, number), {**form_data(response), "summary": WHY})
    assert again.status_code == 302
    assert (live(offer).title, live(offer).fee_detail) == (
        "Location de voitures à petit prix",
        "7 € par jour",
    )


def test_twice_answers_409(client, cast, offer, number) -> None:
    client.force_login(cast.animator)
    data = {**form_data(client.get(act(offer, number))), "summary": WHY}
    assert client.post(act(offer, number), data).status_code == 302
    again = client.post(act(offer, number), data)
    assert again.status_code == 409
    assert "déjà annulé" in text_of(again)
    assert AuditEvent.objects.filter(action="offer.undone").count() == 1


def test_a_conflict_names_the_fields_with_both_texts(client, cast, offer, number) -> None:
    change(offer, cast.member, title="Autos à louer")
    client.force_login(cast.animator)
    page = client.get(act(offer, number))
    said = text_of(page)
    for text in ("Titre", "Location de voitures à petit prix", "Autos à louer"):
        assert text in said
    assert BeautifulSoup(page.content, "html.parser").select_one("main form[method=post]") is None
    answer = client.post(act(offer, number), {"summary": WHY, "seen": live(offer).live_revision_id})
    assert answer.status_code == 409
    assert live(offer).title == "Autos à louer"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"summary": ""}, 422),
        ({"summary": "court"}, 422),
        ({"summary": "x" * 501}, 422),
        ({"seen": ""}, 422),
        ({"seen": "abc"}, 422),
        ({"seen": "9" * 40}, 422),
        ({"seen": "-1"}, 422),
        ({"seen": "1"}, 409),
    ],
)
def test_a_form_that_is_not_right_is_refused(client, cast, offer, number, changes, status) -> None:
    client.force_login(cast.animator)
    assert send(client, act(offer, number), **changes).status_code == status
    assert live(offer).title == "Voitures à louer"


def test_unknown_versions_and_pages_off_the_site_are_refused(client, cast, offer, number) -> None:
    client.force_login(cast.animator)
    assert client.get(act(offer, 10**14)).status_code == 404
    assert client.post(act(offer, 10**14), {"summary": WHY, "seen": number}).status_code == 404
    archive_offer(offer=offer, actor=cast.animator)
    assert client.get(act(offer, number)).status_code == 403
    assert client.post(act(offer, number), {"summary": WHY, "seen": number}).status_code == 403


@pytest.mark.parametrize(
    ("who", "is_at_once"),
    [
        ("publisher", True),
        ("animator", True),
        ("administrator", True),
        ("outsider", False),
        ("member", False),
        ("other_animator", False),
    ],
)
def test_only_those_of_the_page_act_at_once(client, cast, offer, number, who, is_at_once) -> None:
    client.force_login(getattr(cast, who))
    assert send(client, act(offer, number)).status_code == 302
    assert (live(offer).title != "Voitures à louer") == is_at_once
    assert Proposal.objects.exists() != is_at_once


def test_an_outsider_is_shown_nothing_that_is_hidden(client, cast, offer) -> None:
    number = change(
        offer, cast.publisher, street_address="14 rue Secrète", title="Voitures à louer"
    )
    offer.visibility.address = "hidden"
    offer.visibility.save()
    for verb in ACTS:
        client.force_login(cast.outsider)
        page = client.get(act(offer, number, verb)).content.decode()
        assert "Secrète" not in page
        assert "République" not in page
    client.force_login(cast.animator)
    assert "Secrète" in client.get(act(offer, number)).content.decode()


def test_links_to_undo_are_for_members_only(client, cast, offer, number) -> None:
    assert act(offer, number) not in client.get(url(offer)).content.decode()
    client.force_login(cast.outsider)
    assert act(offer, number) in client.get(url(offer)).content.decode()

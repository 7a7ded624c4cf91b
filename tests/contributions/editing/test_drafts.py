"""What is being typed is kept for its writer alone, and comes back whatever happens."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contributions.models import Draft, Proposal
from offers.publishing import archive_offer
from tests.contributions.making import WHY, form_data


@pytest.fixture
def url(offer) -> str:
    return reverse("contributions:propose-edit", args=[offer.public_id])


@pytest.fixture
def draft_url(offer) -> str:
    return reverse("contributions:propose-edit-draft", args=[offer.public_id])


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.outsider)
    return client


def typing(client: Any, url: str, **typed: Any) -> dict[str, Any]:
    return {**form_data(client.get(url)), **typed}


def autosave(client: Any, url: str, draft_url: str, **typed: Any) -> Any:
    return client.post(draft_url, {**typing(client, url), "seq": "1", **typed})


def test_what_is_typed_comes_back_on_the_next_visit(signed_in, url, draft_url) -> None:
    response = autosave(signed_in, url, draft_url, title="Voitures  à louer ", what="Un *essai*")
    assert response.status_code == 200
    page = signed_in.get(url)
    again = form_data(page)
    assert (again["title"], again["what"]) == ("Voitures  à louer ", "Un *essai*")
    assert again["seq"] == "1"
    assert "Vous seul" in page.content.decode()


def test_the_answer_says_when_and_what_would_help(signed_in, url, draft_url) -> None:
    answer = autosave(signed_in, url, draft_url, summary="Le PLIE vous aide.").json()
    moment = timezone.localtime(Draft.objects.get().updated_at)
    assert answer["status"] == f"Brouillon enregistré à {moment.hour} h {moment:%M}"
    assert "plan local pour l’insertion et l’emploi" in answer["side"]


def test_an_older_text_is_refused_and_the_newer_one_told(signed_in, url, draft_url) -> None:
    autosave(signed_in, url, draft_url, title="Cinq", seq="5")
    response = autosave(signed_in, url, draft_url, title="Quatre", seq="4")
    assert response.status_code == 409
    assert response.json()["seq"] == 5
    assert Draft.objects.get().payload["title"] == ["Cinq"]


def test_nobody_else_sees_a_draft(signed_in, url, draft_url, cast) -> None:
    autosave(signed_in, url, draft_url, title="Un secret")
    for person in (cast.publisher, cast.animator):
        signed_in.force_login(person)
        assert "Un secret" not in signed_in.get(url).content.decode()


def test_a_visitor_keeps_nothing_on_the_server(signed_in, url, draft_url) -> None:
    data = typing(signed_in, url, title="Un secret", seq="1")
    signed_in.logout()
    assert signed_in.post(draft_url, data).status_code == 401
    assert not Draft.objects.exists()


def test_the_form_of_somebody_else_keeps_nothing(signed_in, url, draft_url, cast) -> None:
    data = typing(signed_in, url, title="Un secret", seq="1")
    signed_in.force_login(cast.member)
    assert signed_in.post(draft_url, data).status_code == 403
    assert not Draft.objects.exists()


def test_a_draft_of_a_page_that_left_the_site_is_refused(signed_in, url, draft_url, offer) -> None:
    data = typing(signed_in, url, title="Un titre", seq="1")
    archive_offer(offer=offer, actor=None)
    assert signed_in.post(draft_url, data).status_code == 410


@pytest.mark.parametrize("seq", ["", "x", "-3", "9" * 40, "1.5"])
def test_an_odd_sequence_number_breaks_nothing(signed_in, url, draft_url, seq) -> None:
    assert autosave(signed_in, url, draft_url, seq=seq).status_code == 200


def test_too_long_a_draft_is_refused(signed_in, url, draft_url) -> None:
    response = autosave(signed_in, url, draft_url, what="a" * 400_000)
    assert response.status_code == 413
    assert not Draft.objects.exists()


def test_reading_a_draft_is_not_a_get(signed_in, draft_url) -> None:
    assert signed_in.get(draft_url).status_code == 405


def test_a_preview_keeps_a_draft_without_javascript(signed_in, url) -> None:
    signed_in.post(url, typing(signed_in, url, title="Voitures à louer", act="preview"))
    assert form_data(signed_in.get(url))["title"] == "Voitures à louer"


def test_what_was_sent_is_no_draft_any_more(signed_in, url) -> None:
    data = typing(signed_in, url, title="Voitures à louer", proposal_summary=WHY)
    signed_in.post(url, {**data, "act": "preview"})
    signed_in.post(url, {**data, "act": "send"})
    assert Proposal.objects.count() == 1
    assert form_data(signed_in.get(url))["title"] != "Voitures à louer"


def test_a_draft_can_be_forgotten(signed_in, url, offer) -> None:
    data = typing(signed_in, url, title="Voitures à louer")
    signed_in.post(url, {**data, "act": "preview"})
    assert signed_in.post(url, {**data, "act": "drop"}).url == url
    assert form_data(signed_in.get(url))["title"] == offer.title


def test_two_windows_never_undo_each_other_silently(signed_in, url) -> None:
    one, other = typing(signed_in, url, title="Un"), typing(signed_in, url, title="Deux")
    signed_in.post(url, {**one, "act": "preview"})
    response = signed_in.post(url, {**other, "act": "preview"})
    assert response.context["writing"].has_newer
    assert form_data(response)["title"] == "Deux"
    assert Draft.objects.get().payload["title"] == ["Un"]
    signed_in.post(url, {**form_data(response), "act": "edit"})
    assert Draft.objects.get().payload["title"] == ["Deux"]


def test_a_session_that_ended_loses_nothing(signed_in, url, cast) -> None:
    data = typing(signed_in, url, title="Tapé trop longtemps", act="preview")
    signed_in.logout()
    response = signed_in.post(url, data)
    assert response.url.startswith(reverse("account_login"))
    draft = Draft.objects.get()
    assert draft.owner == cast.outsider
    assert draft.editing_until is None
    signed_in.force_login(cast.member)
    assert "Tapé trop longtemps" not in signed_in.get(url).content.decode()
    signed_in.force_login(cast.outsider)
    assert form_data(signed_in.get(url))["title"] == "Tapé trop longtemps"


def test_a_session_that_ended_beside_a_newer_draft_carries_the_text(signed_in, url, cast) -> None:
    data = typing(signed_in, url, title="Le plus ancien", act="preview")
    signed_in.post(url, {**data, "title": "Le plus récent"})
    signed_in.logout()
    response = signed_in.post(url, data)
    assert response.status_code == 409
    carried = form_data(response)
    signed_in.force_login(cast.outsider)
    response = signed_in.post(url, {**carried, "act": "edit"})
    assert form_data(response)["title"] == "Le plus ancien"
    assert Draft.objects.get().payload["title"] == ["Le plus récent"]


@pytest.mark.parametrize("base", ["", "x"])
def test_a_visitor_without_a_seal_of_ours_only_signs_in(client, url, base) -> None:
    response = client.post(url, {"title": "Un texte", "base": base, "seq": "1"})
    assert response.url.startswith(reverse("account_login"))
    assert not Draft.objects.exists()


def test_an_old_seal_lets_nothing_in(signed_in, url, cast, time_machine) -> None:
    data = typing(signed_in, url, title="Un texte")
    signed_in.logout()
    time_machine.move_to(timezone.now() + timedelta(days=15))
    signed_in.post(url, data)
    assert not Draft.objects.exists()


def test_a_page_left_open_while_signing_in_again_gives_the_text_back(cast, url) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.outsider)
    data = typing(strict, url, title="Tapé avant", act="send", proposal_summary=WHY)
    strict.force_login(cast.outsider)
    stale = {**data, "csrfmiddlewaretoken": "a" * 64}
    response = strict.post(url, stale)
    assert response.status_code == 403
    again = form_data(response)
    assert again["title"] == "Tapé avant"
    assert not Proposal.objects.exists()
    assert strict.post(url, {**again, "act": "send"}).status_code == 302
    assert Proposal.objects.get().changes == {"title": "Tapé avant"}


def test_a_form_from_elsewhere_is_refused(cast, url, draft_url) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.outsider)
    for address in (url, draft_url):
        response = strict.post(address, {"title": "Un texte", "act": "send", "base": "x"})
        assert response.status_code == 403
        assert "Un texte" not in response.content.decode()
    assert not Draft.objects.exists()


def test_another_who_writes_is_told_of(signed_in, url, draft_url, cast) -> None:
    autosave(signed_in, url, draft_url, title="Un titre")
    signed_in.force_login(cast.publisher)
    page = signed_in.get(url).content.decode()
    assert "Quelqu’un d’autre écrit sur cette page" in page
    assert "Mésange" not in page
    answer = autosave(signed_in, url, draft_url, title="Autre titre").json()
    assert "Quelqu’un d’autre" in answer["side"]
    signed_in.force_login(cast.outsider)
    assert "Claire écrit" in signed_in.get(url).content.decode()


def test_the_fragment_escapes_what_was_typed(signed_in, url, draft_url) -> None:
    attack = "<img src=x onerror=alert(1)> " + "mot " * 30
    answer = autosave(signed_in, url, draft_url, summary=attack)
    assert "<img src=x" not in json.loads(answer.content)["side"]


def test_keeping_a_draft_costs_a_fixed_number_of_queries(
    signed_in, url, draft_url, django_assert_max_num_queries
) -> None:
    data = typing(signed_in, url, title="Un titre")
    signed_in.post(draft_url, {**data, "seq": "1"})
    with django_assert_max_num_queries(20):
        signed_in.post(draft_url, {**data, "title": "Un autre titre", "seq": "2"})

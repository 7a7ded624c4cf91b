"""A waiting proposal said otherwise by its author, and one that the page moved under, settled."""

from typing import Any

import pytest
from django.urls import reverse

from contributions.models import Draft, Proposal
from contributions.services import withdraw_proposal
from contributions.settling import settle
from offers.publishing import archive_offer, publish_one
from tests.contributions.making import form_data, propose

State = Proposal.State


@pytest.fixture
def proposal(offer, cast) -> Proposal:
    return propose(offer, cast.outsider, fee_detail="7 € par jour", title="Titre à moi")


@pytest.fixture
def url(proposal) -> str:
    return reverse("contributions:proposal-resume", args=[proposal.uuid])


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.outsider)
    return client


def move(offer: Any, cast: Any, proposal: Proposal, **fields: Any) -> None:
    publish_one(offer=offer, fields=fields, author=cast.publisher)
    settle(proposal.pk)
    proposal.refresh_from_db()


def test_it_opens_with_what_was_asked_and_why(signed_in, url, proposal) -> None:
    typed = form_data(signed_in.get(url))
    assert typed["fee_detail"] == "7 € par jour"
    assert typed["title"] == "Titre à moi"
    assert typed["proposal_summary"] == proposal.summary


def test_it_is_sent_again_as_the_next_version(signed_in, url, proposal) -> None:
    typed = form_data(signed_in.get(url))
    response = signed_in.post(url, {**typed, "fee_detail": "8 € par jour", "act": "send"})
    assert response.url == reverse("contributions:proposal", args=[proposal.uuid])
    proposal.refresh_from_db()
    assert proposal.changes == {"fee_detail": "8 € par jour", "title": "Titre à moi"}
    assert (proposal.version, proposal.state) == (2, State.PENDING)
    assert Proposal.objects.count() == 1


def test_one_decided_at_that_very_moment_is_refused_and_the_text_kept(
    signed_in, url, proposal, cast, monkeypatch
) -> None:
    typed = form_data(signed_in.get(url))
    monkeypatch.setattr("contributions.views.propose._closed", lambda *_said: None)
    withdraw_proposal(proposal=proposal, author=cast.outsider)
    response = signed_in.post(url, {**typed, "fee_detail": "8 € par jour", "act": "send"})
    assert response.status_code == 409
    assert form_data(response)["fee_detail"] == "8 € par jour"
    proposal.refresh_from_db()
    assert (proposal.version, proposal.state) == (1, State.WITHDRAWN)


def test_a_conflict_is_shown_and_settled(signed_in, url, proposal, offer, cast) -> None:
    move(offer, cast, proposal, fee_detail="9 € par jour")
    assert proposal.state == State.CONFLICT
    response = signed_in.get(url)
    assert response.status_code == 409
    page = response.content.decode()
    assert "9 € par jour" in page
    assert "7 € par jour" in page
    assert not Draft.objects.exists()
    said = {"choice-fee_detail": "edit", "fee_detail": "8 € depuis juin"}
    response = signed_in.post(url, {**form_data(response), **said, "act": "preview"})
    assert response.status_code == 200
    signed_in.post(url, {**form_data(response), "act": "send"})
    proposal.refresh_from_db()
    assert proposal.changes == {"fee_detail": "8 € depuis juin", "title": "Titre à moi"}
    assert proposal.state == State.PENDING
    assert proposal.base_snapshot["fee_detail"] == "9 € par jour"


def test_a_version_said_otherwise_elsewhere_is_refused_and_the_text_kept(
    signed_in, url, proposal
) -> None:
    typed = {**form_data(signed_in.get(url)), "act": "send"}
    signed_in.post(url, {**typed, "fee_detail": "8 €"})
    response = signed_in.post(url, {**typed, "fee_detail": "10 €"})
    assert response.status_code == 409
    assert form_data(response)["fee_detail"] == "10 €"
    proposal.refresh_from_db()
    assert proposal.changes["fee_detail"] == "8 €"


def test_its_draft_is_not_that_of_the_page(signed_in, url, offer) -> None:
    typed = form_data(signed_in.get(url))
    signed_in.post(url, {**typed, "fee_detail": "8 €", "act": "edit"})
    assert form_data(signed_in.get(url))["fee_detail"] == "8 €"
    page = signed_in.get(reverse("contributions:propose-edit", args=[offer.public_id]))
    assert form_data(page)["fee_detail"] == offer.fee_detail


def test_what_is_typed_is_saved_on_the_way(signed_in, url) -> None:
    typed = form_data(signed_in.get(url))
    draft_url = f"{url}brouillon/"
    assert signed_in.post(draft_url, {**typed, "fee_detail": "8 €", "seq": "1"}).status_code == 200
    assert form_data(signed_in.get(url))["fee_detail"] == "8 €"


@pytest.mark.parametrize("who", ["member", "publisher", "animator"])
def test_nobody_else_finds_it(client, cast, url, who) -> None:
    client.force_login(getattr(cast, who))
    assert client.get(url).status_code == 404
    assert client.post(url, {"act": "send"}).status_code == 404


def test_a_visitor_is_sent_to_login(client, url) -> None:
    assert client.get(url).url.startswith(reverse("account_login"))


def test_a_closed_one_leads_to_its_page_with_the_reason(signed_in, url, proposal, cast) -> None:
    withdraw_proposal(proposal=proposal, author=cast.outsider)
    response = signed_in.get(url)
    assert response.url == reverse("contributions:proposal", args=[proposal.uuid])


def test_one_on_a_page_that_left_the_site_gives_the_text_back(
    signed_in, url, proposal, offer
) -> None:
    typed = {**form_data(signed_in.get(url)), "fee_detail": "8 € tapés pour rien"}
    archive_offer(offer=offer, actor=None)
    response = signed_in.post(url, typed)
    assert response.status_code == 410
    assert "8 € tapés pour rien" in response.content.decode()


def test_its_page_leads_there(signed_in, url, proposal, offer, cast) -> None:
    page = reverse("contributions:proposal", args=[proposal.uuid])
    assert url in signed_in.get(page).content.decode()
    signed_in.force_login(cast.animator)
    assert url not in signed_in.get(page).content.decode()


def test_the_text_of_a_closed_one_fills_the_page(signed_in, proposal, offer, cast) -> None:
    withdraw_proposal(proposal=proposal, author=cast.outsider)
    edit = reverse("contributions:propose-edit", args=[offer.public_id])
    typed = form_data(signed_in.get(f"{edit}?reprendre={proposal.uuid}"))
    assert typed["fee_detail"] == "7 € par jour"
    assert typed["proposal_summary"] == proposal.summary
    signed_in.post(edit, {**typed, "act": "send"})
    again = Proposal.objects.exclude(pk=proposal.pk).get()
    assert again.changes == proposal.changes


@pytest.mark.parametrize("uuid", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_an_odd_uuid_opens_the_page_as_it_is(signed_in, offer, uuid) -> None:
    edit = reverse("contributions:propose-edit", args=[offer.public_id])
    assert form_data(signed_in.get(f"{edit}?reprendre={uuid}"))["title"] == offer.title


def test_nobody_else_saves_a_draft_of_it(signed_in, client, url, cast) -> None:
    base = form_data(signed_in.get(url))["base"]
    for user in (cast.member, cast.publisher, cast.animator):
        client.force_login(user)
        response = client.post(f"{url}brouillon/", {"base": base, "seq": "1", "title": "À moi"})
        assert response.status_code == 404
    assert not Draft.objects.filter(owner__in=[cast.member, cast.publisher]).exists()

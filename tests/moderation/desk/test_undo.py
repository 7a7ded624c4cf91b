"""Taking a decision back within ten seconds."""

from datetime import timedelta

from contributions.models import Proposal
from moderation.models import Decision
from offers.models import OfferPage
from tests.moderation.desk.pages import decide, form_to, item


def undo_url(decision: Decision) -> str:
    return f"/moderation/annuler/{decision.pk}/"


def age(decision: Decision) -> None:
    Decision.objects.filter(pk=decision.pk).update(at=decision.at - timedelta(seconds=11))


def test_the_page_says_again_what_it_said(animator, offer, proposal) -> None:
    before = OfferPage.objects.get(pk=offer.pk).title
    decide(animator, proposal, "accept")
    decision = Decision.objects.get()
    queue = animator.get("/moderation/")
    response = animator.post(undo_url(decision), form_to(queue, undo_url(decision)))
    assert response.url == item(proposal)
    assert OfferPage.objects.get(pk=offer.pk).title == before
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.PENDING


def test_after_ten_seconds_it_is_not_offered_and_is_refused(animator, proposal) -> None:
    decide(animator, proposal, "refuse", reason="outdated")
    decision = Decision.objects.get()
    assert undo_url(decision) in animator.get("/moderation/").content.decode()
    age(decision)
    assert undo_url(decision) not in animator.get("/moderation/").content.decode()
    assert animator.post(undo_url(decision)).status_code == 403
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.REJECTED


def test_nobody_undoes_what_somebody_else_decided(client, animator, cast, proposal) -> None:
    decide(animator, proposal, "refuse", reason="outdated")
    decision = Decision.objects.get()
    client.force_login(cast.administrator)
    assert undo_url(decision) not in client.get("/moderation/").content.decode()
    assert client.post(undo_url(decision)).status_code == 404


def test_it_is_undone_once(animator, proposal) -> None:
    decide(animator, proposal, "refuse", reason="outdated")
    decision = Decision.objects.get()
    assert animator.post(undo_url(decision)).status_code == 302
    assert animator.post(undo_url(decision)).status_code == 404

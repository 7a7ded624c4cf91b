"""Taking a decision back within ten seconds."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist

from contributions.models import Proposal
from moderation.desk.undoing import WAYS
from moderation.models import Agreement, Aside, Decision, Escalation
from offers.models import OfferPage
from tests.contributions.making import propose
from tests.moderation.deciding.making import PAYMENT
from tests.moderation.desk.pages import decide, form_to, item


def undo_url(act: Any) -> str:
    way = next(word for word, way in WAYS.items() if isinstance(act, way.model))
    return f"/moderation/annuler/{way}/{act.pk}/"


def age(act: Any) -> None:
    type(act).objects.filter(pk=act.pk).update(at=act.at - timedelta(seconds=11))


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


STANDING_BACK = [
    pytest.param("accept", {}, Agreement, id="agree"),
    pytest.param("skip", {}, Aside, id="skip"),
    pytest.param("recuse", {}, Aside, id="recuse"),
    pytest.param(
        "escalate", {"message": "Je ne connais pas ce dispositif."}, Escalation, id="above"
    ),
]


@pytest.fixture
def money(offer, cast) -> Proposal:
    """It takes two."""
    return propose(offer, cast.outsider, fee_detail=PAYMENT)


@pytest.mark.parametrize(("name", "typed", "model"), STANDING_BACK)
def test_every_act_is_taken_back_from_the_next_page(animator, money, name, typed, model) -> None:
    decide(animator, money, name, **typed)
    act = model.objects.get()
    queue = animator.get("/moderation/")
    response = animator.post(undo_url(act), form_to(queue, undo_url(act)))
    assert response.url == item(money)
    with pytest.raises(ObjectDoesNotExist):
        act.refresh_from_db()
    assert str(money.uuid) in animator.get("/moderation/").content.decode()
    assert animator.post(undo_url(act)).status_code == 404


@pytest.mark.parametrize(("name", "typed", "model"), STANDING_BACK)
def test_acts_that_are_ten_seconds_old_are_not_offered(animator, money, name, typed, model) -> None:
    decide(animator, money, name, **typed)
    age(model.objects.get())
    assert "/moderation/annuler/" not in animator.get("/moderation/").content.decode()


def test_the_last_act_is_the_one_that_is_offered(animator, offer, cast, proposal) -> None:
    other = propose(offer, cast.member, documents=["Carte"])
    decide(animator, proposal, "refuse", reason="outdated")
    decide(animator, other, "skip")
    page = animator.get("/moderation/").content.decode()
    assert undo_url(Aside.objects.get()) in page
    assert undo_url(Decision.objects.get()) not in page


def test_a_kind_of_act_that_is_none_is_not_found(animator, proposal) -> None:
    assert animator.post("/moderation/annuler/rien/1/").status_code == 404

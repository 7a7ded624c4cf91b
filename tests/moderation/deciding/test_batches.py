"""Many decisions at once: each stands or falls by itself."""

from uuid import uuid4

import pytest

from contributions.models import Proposal
from moderation.deciding.services import (
    Item,
    Outcome,
    Refusal,
    SeenVersion,
    accept_batch,
    ask_batch,
    refuse_batch,
    skip_batch,
)
from moderation.errors import MissingReason, TooMany
from moderation.models import Aside, Decision
from moderation.protection.services import protect
from offers.publishing import publish_one
from tests.contributions.making import propose
from tests.factories import make_offer
from tests.moderation.deciding.making import PAYMENT, refuse

State = Proposal.State


@pytest.fixture
def proposals(cast, offer) -> list[Proposal]:
    titles = ("Voitures", "Vélos", "Trottinettes", "Scooters")
    pages = [make_offer(structure=cast.structure, title=title) for title in titles]
    return [propose(page, cast.outsider, fee_detail="9 €") for page in pages]


def items(proposals) -> list[Item]:
    return [Item(one.uuid, SeenVersion.of(one)) for one in proposals]


def test_what_moved_since_is_told_and_the_rest_is_done(cast, proposals) -> None:
    asked = items(proposals)
    publish_one(offer=proposals[1].offer, fields={"fee_detail": "2 €"}, author=cast.publisher)
    refuse(proposals[2], cast.administrator)
    results = accept_batch(items=asked, moderator=cast.animator)
    outcomes = [one.outcome for one in results]
    assert outcomes == [Outcome.DONE, Outcome.STALE, Outcome.CLOSED, Outcome.DONE]
    assert [one.uuid for one in results] == [one.uuid for one in proposals]
    assert all(one.message for one in results if one.outcome != Outcome.DONE)
    assert Proposal.objects.filter(state=State.APPLIED).count() == 2


def test_what_is_not_theirs_is_unknown_and_untouched(cast, proposals) -> None:
    asked = [*items(proposals[:1]), Item(uuid4(), SeenVersion(1))]
    results = accept_batch(items=asked, moderator=cast.other_animator)
    assert [(one.outcome, one.proposal) for one in results] == [(Outcome.UNKNOWN, None)] * 2
    proposals[0].refresh_from_db()
    assert proposals[0].state == State.PENDING


def test_ones_own_is_denied_with_the_reason(cast, offer) -> None:
    own = propose(offer, cast.animator, title="Voitures à louer")
    (result,) = accept_batch(items=items([own]), moderator=cast.animator)
    assert result.outcome == Outcome.DENIED
    assert result.message


def test_a_protected_page_is_denied_with_the_reason_and_the_rest_is_done(cast, proposals) -> None:
    protect(
        target=proposals[0].offer, by=cast.administrator, level="administrators", reason="dispute"
    )
    results = accept_batch(items=items(proposals), moderator=cast.animator)
    assert [one.outcome for one in results] == [Outcome.DENIED, *[Outcome.DONE] * 3]
    assert results[0].message


def test_what_takes_two_is_told(cast, offer) -> None:
    asked = items([propose(offer, cast.outsider, fee_detail=PAYMENT)])
    (result,) = accept_batch(items=asked, moderator=cast.animator)
    assert result.outcome == Outcome.AGREED


def test_an_item_given_twice_is_done_once(cast, proposals) -> None:
    results = accept_batch(items=items(proposals[:1]) * 3, moderator=cast.animator)
    assert [one.outcome for one in results] == [Outcome.DONE]


def test_refusing_asking_and_leaving(cast, proposals) -> None:
    one, two, *others = proposals
    refuse_batch(items=items([one]), moderator=cast.animator, refusal=Refusal("outdated"))
    ask_batch(items=items([two]), moderator=cast.animator, message="D’où vient le tarif ?")
    skip_batch(items=items(others), moderator=cast.animator)
    assert set(Decision.objects.values_list("verdict", flat=True)) == {"refuse", "ask"}
    assert Aside.objects.count() == len(others)


def test_too_many_or_no_reason_does_nothing(cast, proposals) -> None:
    with pytest.raises(TooMany):
        accept_batch(items=items(proposals[:1]) * 101, moderator=cast.animator)
    with pytest.raises(MissingReason):
        refuse_batch(items=items(proposals), moderator=cast.animator, refusal=Refusal("nonsense"))
    with pytest.raises(MissingReason):
        ask_batch(items=items(proposals), moderator=cast.animator, message="")
    assert not Decision.objects.exists()

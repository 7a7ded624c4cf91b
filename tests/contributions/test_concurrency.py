"""Several people at once, on a real PostgreSQL: nothing lost, nothing done twice, no deadlock.

SQLite lets one transaction write at a time and ignores row locks: these would prove nothing there.
"""

import random
from functools import partial
from typing import Any

import pytest
from wagtail.models import Revision

from contributions.errors import ClosedProposal, StaleVersion, TwinProposal
from contributions.models import Proposal
from contributions.previews import preview
from contributions.services import withdraw_proposal
from journal.models import AuditEvent
from moderation.models import Decision
from moderation.services import SeenVersion, accept_proposal, refuse_proposal
from notifications.models import Notice
from offers.models import OfferPage
from tests.at_once import Act, at_once, need_postgresql
from tests.cast import Cast, make_cast
from tests.contributions.making import propose
from tests.factories import make_offer

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
]

State = Proposal.State
together = partial(at_once, expected=(ClosedProposal, StaleVersion, TwinProposal))


@pytest.fixture(autouse=True)
def _postgresql_only() -> None:
    need_postgresql()


@pytest.fixture
def cast(_postgresql_only: None, transactional_db: None, words: None) -> Cast:
    return make_cast()


@pytest.fixture
def offer(cast: Cast) -> OfferPage:
    return make_offer(structure=cast.structure, author=cast.publisher)


def accepting(proposal: Proposal, moderator: Any) -> Act:
    seen = SeenVersion(proposal.version, preview(proposal).preview_hash)
    return lambda: accept_proposal(proposal=proposal, moderator=moderator, seen=seen)


def refusing(proposal: Proposal, moderator: Any) -> Act:
    return lambda: refuse_proposal(
        proposal=proposal, moderator=moderator, version=proposal.version, reason="outdated"
    )


def done(results: list[Any]) -> int:
    return sum(not isinstance(result, Exception) for result in results)


def check_invariants(offer: OfferPage) -> None:
    """I1, I3, I4: one revision and one event a publication, one end each, told once."""
    applied = Proposal.objects.filter(state=State.APPLIED)
    revisions = Revision.objects.for_instance(offer).count()
    assert revisions == 1 + applied.count()
    assert AuditEvent.objects.filter(action="proposal.accepted").count() == applied.count()
    assert Notice.objects.filter(kind="proposal_accepted").count() == applied.count()
    assert applied.filter(applied_revision=None).count() == 0
    for proposal in Proposal.objects.all():
        closed = proposal.state in {State.APPLIED, State.REJECTED, State.ALREADY_DONE}
        assert proposal.decisions.count() == int(closed)
        assert (proposal.decided_at is None) == (proposal.state in Proposal.OPEN)


def test_two_accepts_of_one_proposal_publish_once(cast: Cast, offer: OfferPage) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    results = together(accepting(proposal, cast.animator), accepting(proposal, cast.administrator))
    assert done(results) == 1
    assert Decision.objects.count() == 1
    assert OfferPage.objects.get(pk=offer.pk).title == "Voitures à louer"
    check_invariants(offer)


def test_two_disjoint_proposals_accepted_at_once_are_both_live(
    cast: Cast, offer: OfferPage
) -> None:
    one = propose(offer, cast.outsider, title="Voitures à louer")
    other = propose(offer, cast.member, fee_detail="9 € par jour")
    results = together(accepting(one, cast.animator), accepting(other, cast.administrator))
    assert done(results) == 2
    live = OfferPage.objects.get(pk=offer.pk)
    assert (live.title, live.fee_detail) == ("Voitures à louer", "9 € par jour")
    assert live.public.title == "Voitures à louer"
    assert live.public.data["fee_detail"] == "9 € par jour"
    check_invariants(offer)


def test_two_proposals_on_one_field_lose_nothing(cast: Cast, offer: OfferPage) -> None:
    one = propose(offer, cast.outsider, title="Voitures à louer")
    other = propose(offer, cast.member, title="Autos à louer")
    results = together(accepting(one, cast.animator), accepting(other, cast.administrator))
    assert done(results) == 1
    assert sorted(Proposal.objects.values_list("state", flat=True)) == ["applied", "pending"]
    kept = Proposal.objects.get(state=State.PENDING)
    assert kept.changes["title"] in {"Voitures à louer", "Autos à louer"}
    assert preview(kept).conflicts
    check_invariants(offer)


def test_accept_and_refuse_at_once_leave_one_decision(cast: Cast, offer: OfferPage) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    results = together(accepting(proposal, cast.animator), refusing(proposal, cast.administrator))
    assert done(results) == 1
    proposal.refresh_from_db()
    published = OfferPage.objects.get(pk=offer.pk).title == "Voitures à louer"
    assert published == (proposal.state == State.APPLIED)
    assert Decision.objects.count() == 1
    check_invariants(offer)


def test_accept_and_withdraw_at_once_leave_one_end(cast: Cast, offer: OfferPage) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    results = together(
        accepting(proposal, cast.animator),
        lambda: withdraw_proposal(proposal=proposal, author=cast.outsider),
    )
    assert done(results) == 1
    proposal.refresh_from_db()
    published = OfferPage.objects.get(pk=offer.pk).title == "Voitures à louer"
    assert published == (proposal.state == State.APPLIED)
    check_invariants(offer)


def test_the_same_proposal_sent_twice_at_once_is_one(cast: Cast, offer: OfferPage) -> None:
    results = together(*[lambda: propose(offer, cast.outsider, title="Voitures à louer")] * 2)
    assert done(results) == 1
    assert Proposal.objects.count() == 1


def test_many_acts_at_once_never_deadlock(cast: Cast, offer: OfferPage) -> None:
    """40 random acts by 4 threads at a time, on two pages."""
    chance = random.Random(12)
    other = make_offer(structure=cast.structure, author=cast.publisher, title="Une autre offre")
    for turn in range(10):
        acts: list[Act] = []
        for number, author in enumerate((cast.outsider, cast.member)):
            page = chance.choice((offer, other))
            field = chance.choice(("title", "fee_detail", "accessibility"))
            proposal = propose(page, author, **{field: f"Texte {turn} {number}"})
            acts += chance.sample(
                [
                    accepting(proposal, cast.animator),
                    accepting(proposal, cast.administrator),
                    refusing(proposal, cast.animator),
                    lambda p=proposal, a=author: withdraw_proposal(proposal=p, author=a),
                    lambda p=page, a=author, t=turn: propose(p, a, audience_detail=f"Public {t}"),
                ],
                2,
            )
        together(*acts)
    for proposal in Proposal.objects.all():
        decided = proposal.state in {State.APPLIED, State.REJECTED}
        assert proposal.decisions.count() == int(decided)
    applied = Proposal.objects.filter(state=State.APPLIED).count()
    assert AuditEvent.objects.filter(action="proposal.accepted").count() == applied

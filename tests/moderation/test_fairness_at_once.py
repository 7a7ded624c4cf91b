"""Appeals, claims of reports, new offers that are here already: several people at once."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contributions.errors import ClosedProposal, NotNow, StaleVersion, TwinProposal
from contributions.models import Proposal, Report
from contributions.previews import preview
from contributions.reporting.errors import ClosedReport
from contributions.reporting.settling import answer_report, dismiss_report
from journal.models import AuditEvent
from moderation.appeals.errors import ClosedAppeal
from moderation.appeals.services import (
    appeal_against_block,
    appeal_against_protection,
    settle_appeal,
)
from moderation.blocks.services import block_person, lift_block
from moderation.claims.errors import HeldBySomebody
from moderation.claims.services import claim_report, take_over_report
from moderation.deciding.services import SeenVersion, accept_proposal, turn_into_edit, undo_decision
from moderation.errors import TooLate
from moderation.models import Appeal, Block, Claim, Decision
from moderation.protection.services import protect
from offers.models import OfferPage
from offers.publishing import publish_one
from tests.at_once import at_once, need_postgresql
from tests.cast import Cast, make_cast, make_user
from tests.contributions.actions.making import accept, ask_of
from tests.contributions.invariants import check_invariants
from tests.contributions.making import ask
from tests.contributions.reporting.making import told
from tests.factories import ensure_country, make_offer, offer_fields
from tests.moderation.appeals.making import ANSWER, WHY, colleague

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
REFUSALS = (
    ClosedAppeal,
    ClosedProposal,
    ClosedReport,
    HeldBySomebody,
    NotNow,
    PermissionDenied,
    StaleVersion,
    TooLate,
    TwinProposal,
)
together = partial(at_once, expected=REFUSALS)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _postgresql_only() -> None:
    need_postgresql()


@pytest.fixture
def cast(_postgresql_only: None, transactional_db: None, words: None) -> Cast:
    return make_cast()


@pytest.fixture
def offer(cast: Cast) -> OfferPage:
    ensure_country("fr")
    return make_offer(structure=cast.structure, author=cast.publisher)


@pytest.fixture
def block(cast: Cast, offer: OfferPage) -> Block:
    return block_person(
        by=cast.animator,
        user=cast.outsider,
        territory=offer.home_territory,
        acts=["propose"],
        reason="spam",
        ends_at=timezone.now() + DAY,
    )


def settling(appeal: Appeal, by: Any, *, overturns: bool = True) -> Any:
    return lambda: settle_appeal(appeal=appeal, by=by, overturns=overturns, answer=ANSWER)


def done(results: list[Any]) -> list[Any]:
    return [one for one in results if not isinstance(one, Exception)]


def test_of_two_answers_to_an_appeal_one_stands(cast: Cast, block: Block) -> None:
    found = appeal_against_block(block=block, author=cast.outsider, text=WHY)
    others = [cast.administrator, colleague(), colleague("lila@example.org")]
    answers = [settling(found, by, overturns=n % 2 == 0) for n, by in enumerate(others)]
    assert len(done(together(*answers))) == 1
    found.refresh_from_db()
    block.refresh_from_db()
    assert (block.lifted_at is not None) == (found.state == Appeal.State.OVERTURNED)


def test_an_appeal_is_won_while_the_block_is_lifted(cast: Cast, block: Block) -> None:
    found = appeal_against_block(block=block, author=cast.outsider, text=WHY)
    lifting = partial(lift_block, block=block, by=cast.animator)
    assert len(done(together(settling(found, cast.administrator), lifting))) == 2
    assert AuditEvent.objects.filter(action="block.lifted").count() == 1


def test_one_of_several_contests_a_block_or_a_protection(
    cast: Cast, offer: OfferPage, block: Block
) -> None:
    protection = protect(
        target=offer, by=cast.animator, level="animators", reason="dispute", ends_at=block.ends_at
    )
    people = [cast.outsider, cast.member, make_user("lou@example.org", "Lou")]
    contest = partial(appeal_against_protection, protection=protection, text=WHY)
    assert len(done(together(*(partial(contest, author=one) for one in people)))) == 1
    twice = partial(appeal_against_block, block=block, author=cast.outsider, text=WHY)
    assert len(done(together(twice, twice, twice))) == 1


def test_one_of_several_holds_a_report_and_settles_it(cast: Cast, offer: OfferPage) -> None:
    report = told(offer)
    people = [cast.animator, cast.administrator, colleague()]
    assert len(done(together(*(partial(claim_report, report=report, user=u) for u in people)))) == 1
    assert Claim.objects.unended().count() == 1
    acts = [partial(answer_report, report=report, by=u, answer="Merci, vu.") for u in people]
    acts.append(partial(dismiss_report, report=report, by=cast.administrator, why="still_right"))
    acts.append(partial(take_over_report, report=report, user=cast.administrator))
    together(*acts)
    closed = Report.objects.get().closed_at is not None
    assert Claim.objects.unended().exists() != closed
    assert (
        AuditEvent.objects.filter(action__in=["report.answered", "report.dismissed"]).count() <= 1
    )


def creation(cast: Cast) -> Proposal:
    changes = {**offer_fields(), "fee_detail": "4 €", "structure": cast.structure.public_id}
    return ask(author=cast.outsider, action=Proposal.Action.CREATE, changes=changes)


def test_a_new_offer_is_accepted_or_made_an_edit(cast: Cast, offer: OfferPage) -> None:
    found = creation(cast)
    turning = partial(turn_into_edit, proposal=found, into=offer, version=1)
    seen = SeenVersion(1, preview(found).preview_hash)
    acts = [
        partial(turning, moderator=cast.animator),
        partial(turning, moderator=cast.administrator),
        partial(accept_proposal, proposal=found, moderator=colleague(), seen=seen),
    ]
    assert len(done(together(*acts))) == 1
    assert Decision.objects.count() == 1
    edits = Proposal.objects.filter(action=Proposal.Action.EDIT).count()
    found.refresh_from_db()
    assert edits == (found.state == Proposal.State.JOINED)
    check_invariants()


def test_it_is_undone_while_the_edit_is_accepted(cast: Cast, offer: OfferPage) -> None:
    found = creation(cast)
    decision = turn_into_edit(proposal=found, into=offer, moderator=cast.animator, version=1)
    edit = Proposal.objects.get(action=Proposal.Action.EDIT)
    seen = SeenVersion(1, preview(edit).preview_hash)
    undoing = partial(undo_decision, decision=decision, moderator=cast.animator)
    accepting = partial(accept_proposal, proposal=edit, moderator=cast.administrator, seen=seen)
    assert len(done(together(undoing, accepting))) == 1
    check_invariants()


def test_a_merge_is_undone_while_the_page_that_stays_changes(cast: Cast, offer: OfferPage) -> None:
    other = make_offer(structure=cast.structure, title="Louer une voiture", fee_detail="6 €")
    merging = ask_of(other, cast.outsider, "merge", into=offer.public_id, fee_detail="6 €")
    decision = accept(merging, cast.animator)
    undoing = partial(undo_decision, decision=decision, moderator=cast.animator)
    changing = partial(publish_one, offer=offer, fields={"title": "Autre nom"}, author=None)
    together(undoing, changing)
    offer.refresh_from_db()
    assert offer.title == "Autre nom"
    assert OfferPage.objects.get(pk=other.pk).live
    check_invariants()

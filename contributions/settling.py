"""What waits on a page that moved: it fits as before, clashes, fits again, or is done already.

On a page that was merged into another, it goes on with the page that stays.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from contributions.actions.registry import action_of, split
from contributions.applying import audit, close_proposal, lock_proposal, put_in_conflict
from contributions.keeping import identify, keep_version
from contributions.models import Proposal
from contributions.rebasing import Rebased, content_hash, rebase
from contributions.signals import proposal_found_done
from contributions.states import Verb, next_state
from contributions.targets import TargetKind, kind_of, target_of
from contributions.turns import after_whoever_holds
from contributions.waiting import TOPIC
from journal import outbox
from journal.models import Outbox

Action, State = Proposal.Action, Proposal.State


@outbox.handler(TOPIC, atomic=False)
def _settle_all(row: Outbox) -> None:
    column, _colon, key = row.key.partition(":")
    waiting = Proposal.objects.open().filter(**{column: int(key)}).order_by("pk")
    for pk in list(waiting.values_list("pk", flat=True)):
        settle(pk)


@transaction.atomic
def settle(pk: int) -> Proposal:
    """The proposal in the state that its page, as it is now, gives it."""
    proposal = lock_proposal(pk)
    if proposal.state not in Proposal.OPEN or proposal.action == Action.CREATE:
        return proposal
    kind, target = kind_of(proposal), target_of(proposal)
    stays = kind.merged_into(target)
    if stays is not None and proposal.action in Proposal.OF_FIELDS:
        return _follow(proposal, kind, stays)
    _keep_with_its_territory(proposal, kind, target)
    _settle(proposal, action_of(proposal).stand(proposal, kind, lock=False).rebased)
    return proposal


def _settle(proposal: Proposal, rebased: Rebased) -> None:
    if rebased.is_already_live:
        _close_as_done(proposal)
    elif not rebased.can_go_live and proposal.state == State.PENDING:
        put_in_conflict(proposal, actor=None)
    elif rebased.can_go_live and proposal.state == State.CONFLICT:
        proposal.state = next_state(proposal.state, Verb.FIT_AGAIN)
        proposal.save(update_fields=["state"])
        audit(proposal, "proposal.fits_again", actor=None)


def _close_as_done(proposal: Proposal) -> None:
    close_proposal(proposal, verb=Verb.FIND_DONE, at=timezone.now())
    audit(proposal, "proposal.already_done", actor=None)
    proposal_found_done.send(sender=Proposal, proposal=proposal)


def _keep_with_its_territory(proposal: Proposal, kind: TargetKind, target: Any) -> None:
    """Who answers for the page now decides; of a merge, who answers for both, as it was sent."""
    home = kind.home_territory(target)
    if proposal.action != Action.MERGE and proposal.territory != home:
        proposal.territory = home
        proposal.save(update_fields=["territory"])


def _follow(proposal: Proposal, kind: TargetKind, stays: Any) -> Proposal:
    """On to the page that stays: as a new version where it fits, else in conflict, text kept."""
    live = kind.snapshot(stays)
    fields, beside = split(proposal.changes, action=action_of(proposal), kind=kind)
    rebased = rebase(kind, base=proposal.base_snapshot, changes=fields, live=live, target=stays)
    if rebased.is_already_live:
        _close_as_done(proposal)
        return proposal
    try:
        with transaction.atomic():
            _move_on(proposal, kind, stays, rebased, beside)
    except IntegrityError:
        # The same waits on the page that stays, from the same source or person.
        proposal.refresh_from_db()
        put_in_conflict(proposal, actor=None)
    return proposal


def _move_on(
    proposal: Proposal, kind: TargetKind, stays: Any, rebased: Rebased, beside: dict[str, Any]
) -> None:
    after_whoever_holds(stays)
    setattr(proposal, kind.column, stays)
    proposal.territory = kind.home_territory(stays)
    if rebased.can_go_live:
        asked = {n: v for n, v in rebased.touched.items() if v != rebased.live[n]}
        proposal.changes = {**asked, **beside}
        proposal.base_snapshot = rebased.live
        proposal.base_hash = content_hash(rebased.live)
        risk = kind.assess(stays, rebased.live, rebased.merged)
        proposal.risk, proposal.risk_reasons = risk.level, risk.reasons
    identify(proposal)
    proposal.version += 1
    proposal.save()
    keep_version(proposal)
    audit(proposal, "proposal.followed_a_merge", actor=None)
    _settle(proposal, rebased)

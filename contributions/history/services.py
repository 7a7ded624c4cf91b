from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from contributions.asking import clean_summary
from contributions.errors import StaleVersion
from contributions.gate import Act, may_begin
from contributions.gate import Verb as Doing
from contributions.history.errors import RevertConflict
from contributions.history.kinds import Kept
from contributions.history.permissions import can_revert, can_revert_at_once
from contributions.history.plans import Plan, Verb, plan_of
from contributions.models import Proposal, RevertNote
from contributions.services import propose
from contributions.signals import change_reverted
from offers.validation import InvalidFields

# The names of the acts in the audit trail, after what they are done to.
_ACTIONS = {Verb.UNDO: "undone", Verb.ROLLBACK: "rolled_back", Verb.RESTORE: "version_restored"}


@dataclass(frozen=True, slots=True)
class Reverted:
    """The version an act made, or the proposal it became."""

    version: int | None = None
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    kept: Kept
    verb: Verb
    number: int
    seen: int
    by: User
    summary: str

    def plan(self, target: Any) -> Plan:
        """The plan, once it can be done on what the person saw."""
        plan = plan_of(
            kept=self.kept, target=target, verb=self.verb, number=self.number, reader=self.by
        )
        if self.kept.log.latest(target) != self.seen:
            raise StaleVersion
        if plan.conflicts:
            raise RevertConflict(plan.conflicts)
        if plan.errors:
            raise InvalidFields(dict(plan.errors))
        return plan


def revert(
    *, kept: Kept, target: Any, verb: Verb, number: int, seen: int, by: User, summary: str
) -> Reverted:
    """Take a version back, or bring it back: at once for those who may, else as a proposal.

    `seen` is the live version the person read. Raises NoSuchVersion, a CannotRevert (with it
    RevertConflict), StaleVersion, InvalidFields, NoChange or TwinProposal of a proposal, or
    PermissionDenied with the reason; then nothing is written.
    """
    asked = _Asked(kept, verb, number, seen, by, clean_summary(summary))
    can_revert(by, kept, target).or_raise()
    plan = asked.plan(target)
    at_once = can_revert_at_once(by, kept, target, risk=plan.risk)
    if not at_once or not may_begin(_act(plan, by)):
        return Reverted(proposal=_propose(plan, asked))
    return Reverted(version=_revert_now(asked, target.pk))


@transaction.atomic
def _revert_now(asked: _Asked, pk: int) -> int | None:
    """Under the lock of the page, planned again: it may have moved, as may the person's role."""
    kept, by = asked.kept, asked.by
    locked = kept.kind.lock(pk)
    can_revert(by, kept, locked).or_raise()
    plan = asked.plan(locked)
    can_revert_at_once(by, kept, locked, risk=plan.risk).or_raise()
    may_begin(_act(plan, by)).or_raise()
    of = plan.of.entry.version or 0
    kept.publish(
        locked,
        fields=plan.changes,
        author=by,
        at=timezone.now(),
        action=f"{kept.target}.{_ACTIONS[plan.verb]}",
        summary=asked.summary,
        data={"of": of},
    )
    made = kept.log.latest(locked)
    if kept.has_notes and made is not None:
        RevertNote.objects.create(
            target_kind=kept.target, version=made, of=of, verb=plan.verb, summary=asked.summary
        )
    change_reverted.send(
        sender=type(locked),
        target_kind=kept.target,
        target=locked,
        verb=plan.verb,
        of=of,
        made=made,
        by=by,
    )
    return made


def _act(plan: Plan, by: User) -> Act:
    territory = plan.kept.kind.home_territory(plan.target)
    return Act(Doing.REVERT, by, territory, plan.target, frozenset(plan.changes))


def _propose(plan: Plan, asked: _Asked) -> Proposal:
    return propose(
        author=asked.by,
        target_kind=plan.kept.target,
        target=plan.target,
        action=Proposal.Action.REVERT,
        changes={**plan.changes, "revision": plan.of.entry.version},
        summary=asked.summary,
        base=plan.live,
    )

"""From a proof to ownership: objections, the animator's word, and the day it takes effect."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from journal.audit import record
from offers.keeping.bounds import bounds
from offers.keeping.errors import ClosedClaim
from offers.keeping.membership import active_owners, set_role
from offers.keeping.permissions import can_go_on, can_object, can_settle
from offers.keeping.telling import (
    tell_animators_of_claim,
    tell_claimant,
    tell_owners_of_claim,
    tell_owners_of_owner,
)
from offers.keeping.texts import written
from offers.models import Membership, StructureClaim
from offers.structures import lock_structure

State = StructureClaim.State

SHORTEST_REASON = 10


def lock_claim(pk: int) -> StructureClaim:
    """The claim, its structure locked first: two claims on one structure take turns."""
    structure_id = StructureClaim.objects.values_list("structure_id", flat=True).get(pk=pk)
    structure = lock_structure(structure_id)
    claim = StructureClaim.objects.select_for_update().get(pk=pk)
    claim.structure = structure
    return claim


def audit_claim(claim: StructureClaim, action: str, *, actor: User | None) -> None:
    record(
        actor=actor,
        action=action,
        subject=claim.structure,
        territory=claim.structure.home_territory,
        data={"claim": str(claim.uuid), "way": claim.way, "state": claim.state},
    )


def prove(claim: StructureClaim, *, actor: User, at: datetime, at_once: bool) -> None:
    """Note the proof of a locked claim: it takes effect in seven days, or at once when there is
    no owner to object (`at_once`: the proof needs no second look)."""
    claim.proven_at = at
    owners = active_owners(claim.structure)
    if at_once and not owners:
        claim.takes_effect_at = at
        _take_effect(claim, actor=actor, at=at)
        return
    claim.state, claim.takes_effect_at = State.PROVEN, at + bounds().objection
    claim.save(update_fields=["state", "proven_at", "takes_effect_at", *_DECISION])
    audit_claim(claim, "structure.claim_proven", actor=actor)
    tell_owners_of_claim(claim, owners)


_DECISION = ("decided_by", "decided_at", "decision_note")


def _take_effect(claim: StructureClaim, *, actor: User | None, at: datetime) -> None:
    """Make the claimant an owner beside the present ones; a closed account gets nothing."""
    if not claim.claimant.is_active:
        claim.state, claim.decided_at = State.EXPIRED, at
        claim.save(update_fields=["state", "decided_at"])
        audit_claim(claim, "structure.claim_expired", actor=None)
        return
    others = active_owners(claim.structure)
    set_role(
        claim.structure,
        claim.claimant,
        Membership.Role.OWNER,
        by=actor,
        reason="structure.claim_granted",
        at=at,
    )
    claim.state, claim.decided_at = State.GRANTED, claim.decided_at or at
    claim.save(update_fields=["state", "proven_at", "takes_effect_at", *_DECISION])
    audit_claim(claim, "structure.claim_granted", actor=actor)
    tell_claimant(claim, "claim_granted")
    tell_owners_of_owner(claim.structure, claim.claimant, others)


@transaction.atomic
def object_to_claim(*, claim: StructureClaim, owner: User, text: str) -> StructureClaim:
    """A present owner says why this is not right: an animator decides.

    Raises MissingText, Refused, or PermissionDenied with the reason.
    """
    locked = lock_claim(claim.pk)
    can_object(owner, locked).or_raise()
    locked.objection = written(text, shortest=SHORTEST_REASON)
    locked.state, locked.objected_by, locked.objected_at = State.OBJECTED, owner, timezone.now()
    locked.save(update_fields=["state", "objection", "objected_by", "objected_at"])
    audit_claim(locked, "structure.claim_contested", actor=owner)
    tell_animators_of_claim(locked)
    return locked


@transaction.atomic
def grant_claim(
    *, claim: StructureClaim, animator: User, evidence: str, at: datetime | None = None
) -> StructureClaim:
    """An animator says, in writing, what proves it: it takes effect in seven days, or at once when
    an owner objected and the animator heard both.

    Raises MissingText, Refused, ClosedClaim, or PermissionDenied with the reason.
    """
    now = at or timezone.now()
    locked = lock_claim(claim.pk)
    can_settle(animator, locked).or_raise()
    if locked.state not in {State.ASKED, State.OBJECTED}:
        raise ClosedClaim
    locked.decision_note = written(evidence, shortest=SHORTEST_REASON)
    locked.decided_by, locked.decided_at = animator, now
    if locked.state == State.OBJECTED:
        _take_effect(locked, actor=animator, at=now)
    else:
        prove(locked, actor=animator, at=now, at_once=False)
    return locked


@transaction.atomic
def refuse_claim(
    *, claim: StructureClaim, animator: User, reason: str, at: datetime | None = None
) -> StructureClaim:
    """An animator closes a claim that has not taken effect, and tells the person why.

    Raises MissingText, Refused, ClosedClaim, or PermissionDenied with the reason.
    """
    locked = lock_claim(claim.pk)
    can_settle(animator, locked).or_raise()
    if locked.state not in StructureClaim.OPEN:
        raise ClosedClaim
    locked.decision_note = written(reason, shortest=SHORTEST_REASON)
    locked.state, locked.decided_by = State.REFUSED, animator
    locked.decided_at = at or timezone.now()
    locked.save(update_fields=["state", *_DECISION])
    audit_claim(locked, "structure.claim_refused", actor=animator)
    tell_claimant(locked, "claim_refused")
    return locked


def carry_out_claims(at: datetime) -> int:
    """Give their pages to those nobody objected to in time; whoever is blocked there waits."""
    due = StructureClaim.objects.due(at=at).values_list("pk", flat=True)
    return sum(_carry_out(pk, at) for pk in due)


@transaction.atomic
def _carry_out(pk: int, at: datetime) -> bool:
    claim = lock_claim(pk)
    if claim.state != State.PROVEN or claim.takes_effect_at is None or claim.takes_effect_at > at:
        return False
    if claim.claimant.is_active and not can_go_on(claim.claimant, claim):
        return False
    _take_effect(claim, actor=claim.decided_by, at=at)
    return True

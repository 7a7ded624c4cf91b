"""What owners, claimants and animators are told about who keeps a structure, in their language."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from accounts.models import User
from notifications.services import notify
from offers.models import Membership, Structure, StructureClaim
from territories.responsible import animators_of

KINDS = (
    "claim_announced",
    "claim_to_settle",
    "claim_granted",
    "claim_refused",
    "owner_joined",
    "member_changed",
    "member_removed",
    "structure_orphaned",
    "owner_removed",
)


def tell_owners_of_claim(claim: StructureClaim, owners: Iterable[User]) -> None:
    """Until when they can object, and what to."""
    assert claim.takes_effect_at is not None  # noqa: S101 a proven claim has a date
    day = timezone.localdate(claim.takes_effect_at)
    for owner in owners:
        with override(owner.language):
            said = {"person": claim.claimant.display_name, "day": date_format(day, "DATE_FORMAT")}
        _tell(owner, "claim_announced", claim, "offers:claim", said)


def tell_claimant(claim: StructureClaim, kind: str) -> None:
    _tell(claim.claimant, kind, claim, "offers:claim", {"message": claim.decision_note})


def tell_animators_of_claim(claim: StructureClaim) -> None:
    for animator in animators_of(claim.structure.home_territory):
        if animator.pk != claim.claimant_id:
            said = {"way": claim.way, "contested": bool(claim.objection)}
            _tell(animator, "claim_to_settle", claim, "offers:claim-settle", said)


def tell_owners_of_owner(
    structure: Structure,
    person: User,
    owners: Iterable[User],
    *,
    role: str = Membership.Role.OWNER,
) -> None:
    """Those who kept the pages learn who keeps them with them from now on."""
    for owner in owners:
        if owner.pk != person.pk:
            said = {"person": person.display_name, "is_owner": role == Membership.Role.OWNER}
            _tell_of(owner, "owner_joined", structure, said, about=person.pk)


def tell_member(member: Membership) -> None:
    said = {"is_owner": member.role == Membership.Role.OWNER}
    _tell_of(member.user, "member_changed", member.structure, said, about=member.pk)


def tell_removed(member: Membership) -> None:
    """The person; and, for an owner, the animators: pages are sometimes taken over."""
    _tell_of(member.user, "member_removed", member.structure, {}, about=member.pk)
    if member.role == Membership.Role.OWNER:
        _tell_animators("owner_removed", member.structure)


def tell_animators_of_orphan(structure: Structure) -> None:
    _tell_animators("structure_orphaned", structure)


def _tell_animators(kind: str, structure: Structure) -> None:
    for animator in animators_of(structure.home_territory):
        _tell_of(animator, kind, structure, {}, about=structure.pk)


def _tell(
    person: User, kind: str, claim: StructureClaim, view: str, params: dict[str, Any]
) -> None:
    with override(person.language):
        path = reverse(view, args=[claim.uuid])
    notify(
        recipient=person,
        kind=kind,
        key=f"{kind}:{claim.uuid}:{claim.state}:{person.pk}",
        path=path,
        params={"structure": claim.structure.name, **params},
    )


def _tell_of(
    person: User, kind: str, structure: Structure, params: dict[str, Any], *, about: int
) -> None:
    with override(person.language):
        path = structure.get_absolute_url()
    moment = int(timezone.now().timestamp() * 1000)
    notify(
        recipient=person,
        kind=kind,
        key=f"{kind}:{structure.pk}:{about}:{person.pk}:{moment}",
        path=path,
        params={"structure": structure.name, **params},
    )

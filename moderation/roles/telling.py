"""What somebody is told about a role of theirs, in their own language."""

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from accounts.models import User
from moderation.roles.days import last_day
from notifications.services import notify
from territories.models import MemberRole
from territories.signals import RoleAct

KINDS = (
    "role_granted",
    "role_entrusted",
    "role_renewed",
    "role_revoked",
    "role_ended",
    "role_ending",
)


def tell_holder(role: MemberRole, act: RoleAct, *, by: User, message: str = "") -> None:
    """What was done to their role, and by whom."""
    if role.user_id == by.pk:
        return
    step = role.history.latest("history_id").history_id
    _tell(role.user, f"role_{act}", role, str(step), {"by": by.display_name, "message": message})


def tell_that_it_ended(role: MemberRole) -> None:
    _tell(role.user, "role_ended", role, str(role.pk), {})


def tell_that_it_ends(role: MemberRole, person: User) -> None:
    """Once for each day it may end on: to who holds it, or to who gave it."""
    assert role.ends_at is not None  # noqa: S101 what has no end does not end soon
    step = f"{role.pk}:{person.pk}:{last_day(role.ends_at).isoformat()}"
    _tell(person, "role_ending", role, step, {"holder": role.user.display_name})


def _tell(person: User, kind: str, role: MemberRole, step: str, params: dict[str, Any]) -> None:
    with override(person.language):
        day = date_format(last_day(role.ends_at), "DATE_FORMAT") if role.ends_at else ""
        said = {
            "role": str(role.get_role_display()),
            "place": str(role.place or ""),
            "until": day,
            "is_theirs": person.pk == role.user_id,
        }
        path = reverse("moderation:role", args=[role.pk])
    notify(recipient=person, kind=kind, key=f"{kind}:{step}", path=path, params={**said, **params})

"""What is known of a person before an act, in one query: trust, roles, blocks, protections."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from moderation.blocks.queries import blocks_on
from moderation.models import Trust
from moderation.protection.queries import in_force_on
from territories.models import MemberRole, Territory
from territories.permissions import MODERATORS


@dataclass(frozen=True, slots=True)
class Standing:
    """`level` is the trust in the territory of the act; who decides anywhere is trusted
    everywhere. `may_be_blocked` and `is_protected` say where to look further."""

    level: int = Trust.Level.NEW
    holds_role: bool = False
    may_be_blocked: bool = False
    is_protected: bool = False


def standing_of(user: User, territory: Territory, target: Any = None, *, at: datetime) -> Standing:
    """One query, whatever stands."""
    trust = Trust.objects.filter(user=OuterRef("pk"), territory=territory).values("level")
    roles = MemberRole.objects.active(at=at).filter(user=OuterRef("pk"), role__in=MODERATORS)
    asked: dict[str, Any] = {
        "standing_level": Coalesce(Subquery(trust), Value(int(Trust.Level.NEW))),
        "standing_role": Exists(roles),
        "standing_block": Exists(blocks_on(user, territory, at=at)),
    }
    protections = in_force_on(target, at=at)
    if not protections.query.is_empty():
        asked["standing_protection"] = Exists(protections)
    found = User.objects.filter(pk=user.pk).annotate(**asked).values(*asked).first() or {}
    holds_role = bool(found.get("standing_role"))
    return Standing(
        level=Trust.Level.TRUSTED if holds_role else found.get("standing_level", Trust.Level.NEW),
        holds_role=holds_role,
        may_be_blocked=bool(found.get("standing_block")),
        is_protected=bool(found.get("standing_protection")),
    )

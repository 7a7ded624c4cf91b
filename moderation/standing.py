"""What is known of a person before an act, in one query: trust, roles, blocks, protections."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.kept_query import KeptQuery, Slot
from accounts.models import User
from moderation.blocks.identity import email_hash
from moderation.blocks.queries import known_as
from moderation.models import Block, Protection, Trust
from moderation.models.protection import TARGETS
from moderation.protection.queries import kind_of_page
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
    kind = kind_of_page(target)
    found = _known.ask(
        at=at,
        user=user.pk,
        address=email_hash(user.email),
        territory=territory.pk,
        paths=[*territory.ancestor_paths(), territory.path],
        **{one: target.pk if one == kind else None for one in TARGETS},
    )
    level, holds_role, may_be_blocked, is_protected = found[0] if found else _NOTHING
    return Standing(
        level=Trust.Level.TRUSTED if holds_role else level,
        holds_role=holds_role,
        may_be_blocked=may_be_blocked,
        is_protected=is_protected,
    )


_NOTHING = (int(Trust.Level.NEW), False, False, False)


@KeptQuery
def _known(slot: type[Slot]) -> Any:
    user, at = slot("user"), slot("at")
    trust = Trust.objects.filter(user=user, territory=slot("territory")).values("level")
    blocks = Block.objects.of_people().in_force(at=at).reaching(slot("paths"))
    pages = Q()
    for kind in TARGETS:
        pages |= Q(**{kind: slot(kind)})
    return User.objects.filter(pk=user).values_list(
        Coalesce(Subquery(trust), Value(int(Trust.Level.NEW))),
        Exists(MemberRole.objects.active(at=at).filter(user=user, role__in=MODERATORS)),
        Exists(blocks.filter(known_as(user, slot("address")))),
        Exists(Protection.objects.in_force(at=at).filter(pages)),
    )

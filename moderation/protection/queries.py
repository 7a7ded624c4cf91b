from datetime import datetime
from typing import Any

from accounts.kept_query import KeptQuery
from accounts.models import User
from contributions.targets import kind_for
from moderation.models import Protection
from moderation.models.protection import TARGETS, ProtectionQuerySet
from moderation.protection.parts import covers
from territories.permissions import territories_moderated_by


def kind_of_page(target: Any) -> str:
    """The column of a page that can be protected, "" for what cannot."""
    column = "" if target is None else kind_for(target).column
    return column if column in TARGETS else ""


def in_force_on(target: Any, *, at: datetime) -> ProtectionQuerySet:
    """What protects a page or parts of it now."""
    kind = kind_of_page(target)
    rows = Protection.objects.in_force(at=at)
    return rows.of(kind, target.pk) if kind else rows.none()


def covering(target: Any, fields: frozenset[str], *, at: datetime) -> list[Protection]:
    """What protects a page against a change of these fields, the strictest first."""
    order = list(Protection.Level.values)
    kind = kind_of_page(target)
    rows = _IN_FORCE[kind].ask(at=at, page=target.pk) if kind else []
    found = [one for one in rows if covers(kind, one.part, fields)]
    return sorted(found, key=lambda one: order.index(one.level), reverse=True)


def _in_force_on(kind: str) -> KeptQuery[Protection]:
    return KeptQuery(lambda slot: Protection.objects.in_force(at=slot("at")).of(kind, slot("page")))


_IN_FORCE = {kind: _in_force_on(kind) for kind in TARGETS}


def protections_of(user: User) -> ProtectionQuerySet:
    """Those of the territories that somebody animates, the standing ones first."""
    here = territories_moderated_by(user)
    return Protection.objects.held_in(here).listed().order_by("-starts_at", "-pk")

"""What the page of the checks shows: each with its effect, its hits and its history."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from moderation.checks.named.counting import refused_since
from moderation.checks.named.effects import effects_now
from moderation.checks.named.registry import Effect, NamedCheck, find_check, named_checks
from moderation.checks.named.services import EASED
from moderation.models import CheckHit, CheckSetting

COUNTED = timedelta(days=7)
MOST_PAST = 5


@dataclass(frozen=True, slots=True)
class Past:
    """One setting of a check; `is_eased` when the clock did it."""

    effect: str
    reason: str
    by: str
    at: datetime

    @property
    def is_eased(self) -> bool:
        return self.reason == EASED


@dataclass(frozen=True, slots=True)
class Line:
    """A check as it stands; `hits` are kept texts, `refused` those that were not, of seven days."""

    check: NamedCheck
    effect: Effect
    hits: int
    refused: int
    past: Sequence[Past]

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(effect.value, str(effect.label)) for effect in self.check.may]


def board(*, at: datetime) -> list[Line]:
    """Every named check; three queries, whatever their history."""
    effects = effects_now()
    since = at - COUNTED
    fired = CheckHit.objects.filter(at__gte=since).order_by().values_list("check_code", flat=True)
    hits, past = Counter(fired), _past()
    return [
        Line(
            check=check,
            effect=effects[check.code],
            hits=hits[check.code],
            refused=refused_since(check.code, since, at=at),
            past=past[check.code],
        )
        for check in named_checks()
    ]


def reasons_said(hits: Iterable[CheckHit]) -> list[str]:
    """Why to read carefully, as sentences end."""
    checks = (find_check(hit.check_code) for hit in hits)
    return [str(check.reason) for check in checks if check is not None]


def _past() -> dict[str, list[Past]]:
    """The latest settings first, a few of each."""
    found: dict[str, list[Past]] = defaultdict(list)
    rows: Any = CheckSetting.history.order_by("-history_id")[:200]
    for row in rows:
        if len(found[row.check_code]) < MOST_PAST:
            effect = str(Effect(row.effect).label)
            found[row.check_code].append(Past(effect, row.reason, row.set_by_label, row.set_at))
    return found

"""What a seal holds of the events of a day, and of the seals before it."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from journal.models import AuditEvent

_FIELDS = (
    "pk",
    "at",
    "actor_id",
    "action",
    "subject_type",
    "subject_id",
    "territory_path",
    "data",
)
# Rows read from the database at a time: a day of imports has many.
_AT_A_TIME = 2000

# What the first seal holds in place of one before it.
NOTHING_BEFORE = "0" * 64


def events_digest(*, after: int, up_to: int) -> tuple[str, int]:
    """The digest of the events whose keys lie in `after < key <= up_to`, and how many they are."""
    rows = AuditEvent.objects.filter(pk__gt=after, pk__lte=up_to).order_by("pk")
    found, count = sha256(), 0
    for row in rows.values_list(*_FIELDS).iterator(chunk_size=_AT_A_TIME):
        found.update(_line(row))
        count += 1
    return found.hexdigest(), count


def seal_digest(
    *, previous: str, number: int, day: date, last_event: int, count: int, events: str
) -> str:
    """The digest of a seal: of what it says, and of the seal before it."""
    return sha256(
        _canonical([previous, number, day.isoformat(), last_event, count, events])
    ).hexdigest()


def _line(row: tuple[Any, ...]) -> bytes:
    pk, at, actor, *rest = row
    return _canonical([pk, _moment(at), actor and str(actor), *rest]) + b"\n"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _canonical(value: Iterable[Any]) -> bytes:
    """The same bytes for the same content, on every database."""
    said = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return said.encode()

"""Pages of a list by "what comes after the last one": no gap nor repeat while rows come and go."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """Rows of one page, and the token of the next (None at the end)."""

    rows: list[Any]
    next_token: str | None
    is_first: bool


def keyset_page(
    rows: QuerySet[Any], *, by: str, after: str | None, size: int = PAGE_SIZE
) -> KeysetPage:
    """The page after the token, ordered by a column then the primary key.

    A token nobody made here is taken as none: the first page answers.
    """
    start = _decode(after)
    ordered = rows.order_by(by, "pk")
    if start is not None:
        ordered = ordered.filter(
            Q(**{f"{by}__gt": start[0]}) | Q(**{by: start[0], "pk__gt": start[1]})
        )
    found = list(ordered[: size + 1])
    more = len(found) > size
    return KeysetPage(
        rows=found[:size],
        next_token=_encode(found[size - 1], by) if more else None,
        is_first=start is None,
    )


def _encode(row: Model, by: str) -> str:
    raw = json.dumps([getattr(row, by), row.pk]).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(token: str | None) -> tuple[str, int] | None:
    if not token or len(token) > 600:
        return None
    try:
        value = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, binascii.Error):
        return None
    match value:
        case [str(key), int(pk)] if abs(pk) < 2**63 and "\x00" not in key:
            return key, pk
    return None

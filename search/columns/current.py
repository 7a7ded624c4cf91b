"""The columns of this process, kept true by the outbox: one look at it a search.

Changes are remembered by their tokens, not by the last key: on PostgreSQL a smaller key may be
committed after a larger one. Those older than SETTLED were committed or never will be, so that
only the later ones are looked at.
"""

import pickle
import threading
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from search.columns.rows import read_rows
from search.columns.table import Columns, NoRoom
from search.models import SearchChange

# No transaction that publishes lasts longer.
SETTLED = timedelta(minutes=10)

# After more changed offers than this, reading everything again is quicker.
MOST_CHANGED = 500


@dataclass(frozen=True, slots=True)
class _Read:
    """`horizon`: the key before which nothing can come any more; `seen`: tokens from it on. Its own
    is among them: gone, it was rolled back, and what was read with it is worth nothing."""

    columns: Columns
    horizon: int
    seen: frozenset[int]


_lock = threading.Lock()
_read: _Read | None = None


def current_columns() -> Columns:
    """One query when nothing changed; some milliseconds more a changed offer."""
    read = _read
    tokens = _tokens(read.horizon if read else 0)
    if read is None or tokens != read.seen:
        with _lock:
            read = _renewed()
    return read.columns


def forget() -> None:
    """Read everything again at the next search: for who undoes what was committed."""
    global _read
    _read = None


def _renewed() -> _Read:
    global _read
    read = _read
    tokens = _tokens(read.horizon if read else 0)
    if read is None or not read.seen <= tokens:
        read = _whole()
    elif tokens != read.seen:
        read = _changed(read, tokens) or _whole()
    _read = read
    return read


# Written once: Django would build it for each search.
_TOKENS = f"SELECT token FROM {SearchChange._meta.db_table} WHERE id >= %s"  # noqa: S608 a name


def _tokens(horizon: int) -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute(_TOKENS, [horizon])
        return frozenset(token for (token,) in cursor.fetchall())


def _whole() -> _Read:
    """The outbox is read first: what changes meanwhile is read again, which harms nothing."""
    changes = list(SearchChange.objects.order_by("pk").values_list("pk", "token", "at"))
    settled = timezone.now() - SETTLED
    horizon = max((pk for pk, _token, at in changes if at < settled), default=0)
    seen = frozenset(token for pk, token, _at in changes if pk >= horizon)
    return _Read(_columns_apart(), horizon, seen)


def _columns_apart() -> Columns:
    """What columns keep of the rows lies among all that was read of them: of 100,000 offers 350 MB
    that cannot be given back, for 26 in use (ADR 10). Made anew once all of it is gone, it lies
    together; so it has to be written down meanwhile, for a copy in memory shares those parts."""
    written = pickle.dumps(Columns.of(list(read_rows())))
    # Safe: these bytes were made on the line above and never left this function.
    columns: Columns = pickle.loads(written)  # noqa: S301
    return columns


def _changed(read: _Read, tokens: frozenset[int]) -> _Read | None:
    """None when too much changed."""
    changes = SearchChange.objects.filter(pk__gte=read.horizon, token__in=tokens - read.seen)
    ids = sorted({each for ids in changes.values_list("offer_ids", flat=True) for each in ids})
    if len(ids) > MOST_CHANGED:
        return None
    try:
        columns = read.columns.changed(ids, read_rows(ids))
    except NoRoom:
        return None
    return _Read(columns, *_settled(read.horizon, tokens))


def _settled(horizon: int, tokens: frozenset[int]) -> tuple[int, frozenset[int]]:
    known = SearchChange.objects.filter(pk__gte=horizon, token__in=tokens)
    rows = known.values_list("pk", "token")
    old = known.filter(at__lt=timezone.now() - SETTLED).order_by("-pk").values_list("pk", flat=True)
    further = old.first() or horizon
    return further, frozenset(token for pk, token in rows if pk >= further)

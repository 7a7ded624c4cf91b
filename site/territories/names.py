"""All names of places, in the memory of the process, in alphabetical order of their keys."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from territories.models import Territory

_AFTER_ALL_LETTERS = "\U0010ffff"


class Named(NamedTuple):
    pk: int
    slug: str
    path: str
    population: int
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Names:
    """`keys[i]` is the search name of `rows[i]`."""

    stamp: tuple[int, str] | None
    keys: list[str]
    rows: list[Named]

    def starting(self, key: str) -> list[Named]:
        first = bisect_left(self.keys, key)
        return self.rows[first : bisect_right(self.keys, key + _AFTER_ALL_LETTERS, lo=first)]


_cached: list[Names] = []


def all_names() -> Names:
    """Read again when places were added, which the newest of them tells: none is ever deleted."""
    stamp = Territory.objects.order_by("-pk").values_list("pk", "uid").first()
    if not _cached or _cached[0].stamp != stamp:
        rows = Territory.objects.order_by().values_list(
            "search_name", "pk", "slug", "path", "population", "valid_to"
        )
        ordered = sorted(
            (key, Named(pk, slug, path, people or 0, gone))
            for key, pk, slug, path, people, gone in rows.iterator()
        )
        _cached[:] = [Names(stamp, [key for key, _ in ordered], [row for _, row in ordered])]
    return _cached[0]

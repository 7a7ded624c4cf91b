"""All names of places, in the memory of the process, in alphabetical order of their keys.

A place that is saved is looked for at once in its process; those loaded by the thousand, within
REMEMBERED_SECONDS.
"""

import secrets
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from sys import intern
from typing import NamedTuple

from django.core.cache import cache
from django.db import connection

from territories.models import OtherName, Territory, Zone
from territories.models.places import TOWNS

_AFTER_ALL_LETTERS = "\U0010ffff"


class Named(NamedTuple):
    """A territory under one of its names; for a zone, `path` and `level` are empty and `population`
    0."""

    pk: int
    slug: str
    path: str
    population: int
    valid_to: date | None
    level: str

    @property
    def is_zone(self) -> bool:
        return not self.path


Stamp = tuple[int | None, str | None, int | None, int | None]

_places, _others, _zones_table = (model._meta.db_table for model in (Territory, OtherName, Zone))
_LAST = (
    f"SELECT (SELECT MAX(id) FROM {_places}), "  # noqa: S608 only names of tables
    f"(SELECT uid FROM {_places} ORDER BY id DESC LIMIT 1), "
    f"(SELECT MAX(id) FROM {_others}), (SELECT MAX(id) FROM {_zones_table})"
)


@dataclass(frozen=True, slots=True)
class Names:
    """`keys[i]` is the search name of `rows[i]`; `holders`, by their paths, the territories larger
    than towns."""

    keys: list[str]
    rows: list[Named]
    zone_keys: list[str]
    zones: list[Named]
    holders: dict[str, Territory]

    def bearing(self, key: str) -> list[Named]:
        """Those of this very name, zones last."""
        return [*_bearing(self.keys, self.rows, key), *_bearing(self.zone_keys, self.zones, key)]

    def starting(self, key: str) -> list[Named]:
        return _starting(self.keys, self.rows, key)

    def zones_starting(self, key: str) -> list[Named]:
        return _starting(self.zone_keys, self.zones, key)


@dataclass(frozen=True, slots=True)
class _Read:
    """`version`: the last at which the stamp was found to be this."""

    version: str
    stamp: Stamp
    names: Names


REMEMBERED_SECONDS = 60
_KEY = "place-names-version"

_read: _Read | None = None


def all_names() -> Names:
    """Read again when places or names were added, which the newest tell: none is ever deleted."""
    global _read
    version = str(cache.get_or_set(_KEY, _new_version, REMEMBERED_SECONDS))
    read = _read
    if read is None or read.version != version:
        stamp = _stamp()
        names = read.names if read and read.stamp == stamp else _names()
        read = _read = _Read(version, stamp, names)
    return read.names


def forget_names_receiver(**_signal: object) -> None:
    """Of a place or one of its names saved."""
    cache.delete(_KEY)


def _new_version() -> str:
    return secrets.token_hex(8)


def _names() -> Names:
    ordered, zones = sorted(_territories()), sorted(_zones())
    return Names(
        [key for key, _ in ordered],
        [row for _, row in ordered],
        [key for key, _ in zones],
        [row for _, row in zones],
        {place.path: place for place in Territory.objects.exclude(level__in=TOWNS).order_by()},
    )


def _stamp() -> Stamp:
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        stamp: Stamp = cursor.fetchone()
    return stamp


def _territories() -> Iterator[tuple[str, Named]]:
    fields = ("pk", "path", "population", "valid_to", "level", "search_name", "slug")
    by_pk: dict[int, Named] = {}
    for pk, path, people, gone, level, key, slug in (
        Territory.objects.order_by().values_list(*fields).iterator()
    ):
        by_pk[pk] = Named(pk, slug, path, people or 0, gone, intern(level))
        yield key, by_pk[pk]
    for key, pk in OtherName.objects.order_by().values_list("search_name", "territory"):
        yield key, by_pk[pk]._replace(slug=key.replace(" ", "-"))


def _zones() -> Iterator[tuple[str, Named]]:
    rows = Zone.objects.order_by().values_list("search_name", "pk", "valid_to")
    for key, pk, gone in rows:
        yield key, Named(pk, key.replace(" ", "-"), "", 0, gone, "")


def _starting(keys: list[str], rows: list[Named], key: str) -> list[Named]:
    first = bisect_left(keys, key)
    return rows[first : bisect_right(keys, key + _AFTER_ALL_LETTERS, lo=first)]


def _bearing(keys: list[str], rows: list[Named], key: str) -> list[Named]:
    first = bisect_left(keys, key)
    return rows[first : bisect_right(keys, key, lo=first)]

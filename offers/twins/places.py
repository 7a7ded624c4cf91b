"""Communes as the duplicate search sees them: former ones stand under their successor."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from django.db.models import Q

from offers.twins.facts import Place
from territories.fold import fold
from territories.models import Territory

NOWHERE = Place("")


@dataclass(slots=True)
class Places:
    """The communes of a batch and those they replaced, by key and uid; what they lie in."""

    by_key: dict[int, Place] = field(default_factory=dict)
    by_uid: dict[str, Place] = field(default_factory=dict)
    parents: set[int] = field(default_factory=set)

    @classmethod
    def around(cls, uids: Collection[str]) -> "Places":
        """The communes named, their successors and all that have one successor: one query."""
        named = Territory.objects.filter(uid__in=uids)
        today = Q(pk__in=named.values("pk")) | Q(pk__in=named.values("successor"))
        replaced = Q(successor__in=named.values("pk")) | Q(successor__in=named.values("successor"))
        rows = Territory.objects.filter(today | replaced).values_list(
            "pk", "uid", "name", "latitude", "longitude", "successor", "parent"
        )
        return cls._gathered([_Row(*row) for row in rows])

    @classmethod
    def _gathered(cls, rows: Sequence["_Row"]) -> Self:
        here = {row.pk: row for row in rows}
        alike: dict[str, list[_Row]] = {}
        for row in rows:
            today = here.get(row.successor or row.pk, row)
            alike.setdefault(today.uid, []).append(row)
        found = cls(parents={row.parent for row in rows if row.parent})
        for uid, same in alike.items():
            words = frozenset(word for row in same for word in fold(row.name).split())
            place = Place(uid, words, next((row.point for row in same if row.uid == uid), None))
            found.by_key.update((row.pk, place) for row in same)
            found.by_uid.update((row.uid, place) for row in same)
        return found

    def of(self, uid: str | None) -> Place:
        return self.by_uid.get(uid, Place(uid)) if uid else NOWHERE


class _Row(NamedTuple):
    pk: int
    uid: str
    name: str
    latitude: float | None
    longitude: float | None
    successor: int | None
    parent: int | None

    @property
    def point(self) -> tuple[float, float] | None:
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

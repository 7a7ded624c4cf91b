"""What codes and places exist: read once, asked many times while fields are checked."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from offers.words import words
from territories.areas import smallest_holding
from territories.models import Territory, Zone
from territories.models.places import Level


@dataclass(slots=True)
class Known:
    """Vocabulary codes by list, needs that hide an address, and places looked up as they come."""

    codes: dict[str, frozenset[str]]
    need_ids: dict[str, int]
    hiding_needs: frozenset[str]
    _places: dict[str, "Territory | None"] = field(default_factory=dict)
    _zones: dict[str, bool] = field(default_factory=dict)
    _uids: dict[int, str] = field(default_factory=dict)
    _holders: dict[tuple[str, ...], Territory] = field(default_factory=dict)

    @classmethod
    def from_database(cls) -> Self:
        """Keep the object for a batch, not longer than a request."""
        known, codes = words(), defaultdict[str, set[str]](set)
        for (scheme, code), term in known.terms.items():
            if term.replaced_by_id is None:
                codes[scheme].add(code)
        needs = [n for n in known.needs.values() if n.replaced_by_id is None and n.category_id]
        codes["need"] = {need.code for need in needs}
        return cls(
            codes={scheme: frozenset(found) for scheme, found in codes.items()},
            need_ids={need.code: need.pk for need in needs},
            hiding_needs=frozenset(need.code for need in needs if need.hides_address),
        )

    def unknown(self, scheme: str, codes: list[str]) -> list[str]:
        return [code for code in codes if code not in self.codes.get(scheme, ())]

    def look_up(self, uids: Iterable[str]) -> None:
        """Read the places of a whole batch at once (two queries), so that none is read alone."""
        missing = {uid for uid in uids if uid not in self._places and uid not in self._zones}
        if not missing:
            return
        territories = Territory.objects.select_related("parent__parent")
        self._places |= {place.uid: place for place in territories.filter(uid__in=missing)}
        zones = set(Zone.objects.filter(uid__in=missing).values_list("uid", flat=True))
        for uid in missing - self._places.keys():
            self._places[uid] = None
            self._zones[uid] = uid in zones

    def look_up_keys(self, keys: Iterable[int]) -> None:
        """The same by primary key, as revisions hold a commune."""
        if missing := set(keys) - self._uids.keys():
            rows = Territory.objects.filter(pk__in=missing)
            self._uids |= dict(rows.values_list("pk", "uid"))

    def uid_of(self, key: int) -> str | None:
        """None for a territory that was never here."""
        self.look_up_keys([key])
        return self._uids.get(key)

    def territory(self, uid: str) -> Territory | None:
        if uid not in self._places:
            self.look_up([uid])
        return self._places[uid]

    def home_of(self, commune: str | None) -> Territory | None:
        """What answers for a place of that commune or district: the department, or its like."""
        above = self.territory(commune) if commune else None
        while above and above.parent and above.level in (Level.COMMUNE, Level.DISTRICT):
            above = above.parent
        return above

    def is_area(self, uid: str) -> bool:
        """Whether the uid names a territory or a zone."""
        return self.territory(uid) is not None or self._zones[uid]

    def smallest_holding(self, uids: list[str], *, country: Territory) -> Territory:
        """As `territories.areas.smallest_holding`, each set of areas once."""
        key = (country.uid, *uids)
        if key not in self._holders:
            self._holders[key] = smallest_holding(uids, country=country)
        return self._holders[key]

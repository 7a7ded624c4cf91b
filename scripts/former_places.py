"""The codes and names of France that give way to another territory."""

from typing import Any

from place_files import former

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

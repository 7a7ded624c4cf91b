"""Names that look like what was typed."""

from math import log10

from rapidfuzz import fuzz, process

from territories.names import all_names

SHORTEST = 4
CLOSE = 75
LOOKED_AT = 200


def alike(key: str, *, within: tuple[str, ...] = ("",), limit: int = 5) -> list[int]:
    """Primary keys of the territories whose name is nearest to the key, best first.

    `within` are paths one of which must hold them. Close names of large places come before
    slightly closer names of small ones.
    """
    if len(key) < SHORTEST:
        return []
    names = all_names()
    found = process.extract(key, names.keys, scorer=fuzz.ratio, score_cutoff=CLOSE, limit=LOOKED_AT)
    near = [(score, names.rows[index]) for _, score, index in found]
    ranked = sorted(
        (-score - 2 * log10(1 + row.population), row.pk)
        for score, row in near
        if row.path.startswith(within)
    )
    return list(dict.fromkeys(pk for _, pk in ranked))[:limit]


def resembles(key: str, other: str) -> bool:
    return fuzz.ratio(key, other, score_cutoff=CLOSE) > 0

"""Offers as the index holds them, read from the rows of the database."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from math import exp, nan
from struct import Struct
from typing import Any

from search.columns.rows import Row, read_rows
from search.columns.table import ROOM, codes_of
from search.engines.base import COLUMN_WEIGHTS
from search.filters import Facet
from search.models import SearchDocument
from search.ranking import FRESH_DAYS, WEIGHTS
from territories.clocks import clock_of

_COLUMNS = {
    "title": "title_tokens",
    "needs": "need_tokens",
    "structure": "structure_tokens",
    "text": "text_tokens",
}
# Past the last day that counts, so that a day more always says more than all of the others.
_DAYS = 30_000
_DAY = 86_400

# A check of this day is worth 1; one of 2060, less than the most that 32 bits hold.
_FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)

# Eleven numbers of 64 bits: what a column gives back at once, without reading the document.
FACTS = Struct("<11d")

Tokens = dict[str, str]


def bodies(offer_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Of those of the offers that are live, as they are now."""
    fields = [*_COLUMNS.values()]
    held = SearchDocument.objects.filter(pk__in=offer_ids).values_list("pk", *fields)
    tokens = {pk: dict(zip(_COLUMNS, texts, strict=True)) for pk, *texts in held}
    return {
        row.offer_id: body_of(row, tokens[row.offer_id])
        for row in read_rows(offer_ids)
        if row.offer_id in tokens
    }


def body_of(row: Row, tokens: Tokens) -> dict[str, Any]:
    facts = row.facts
    body: dict[str, Any] = {
        "offer_id": row.offer_id,
        "words": " ".join(_weighted(tokens)),
        "names": f"{tokens['title']} {tokens['structure']}",
        "title": tokens["title"],
        "needs": facts["needs"],
        **{facet_field(facet): list(codes_of(row, facet)) for facet in _FACETS},
        "coverage": facts["coverage"],
        "inside": list(_inside(row.path)),
        "is_remote": row.is_remote,
        "has_coverage": bool(facts["coverage"]),
        "fresh": _days(row.verified_at) * _DAYS + _days(row.modified_at),
        "standing": _standing(row),
        "facts": b64encode(FACTS.pack(*_facts(row))).decode(),
    }
    if row.verified_at is not None:
        body["checked"] = grown(row.verified_at)
    if row.latitude is not None and row.longitude is not None:
        body["point"] = {"lat": row.latitude, "lon": row.longitude}
    if facts["hours"]:
        body["hours"] = hours_of(row)
        body["opening"] = number_of(body["hours"])
    return {**body, "stamp": stamp_of(body)}


_FACETS = {
    Facet.FEE: "fee",
    Facet.AUDIENCE: "audiences",
    Facet.SERVICE_TYPE: "service_types",
    Facet.MODE: "modes",
    Facet.LANGUAGE: "languages",
}


def facet_field(facet: Facet) -> str:
    return _FACETS[facet]


def hours_of(row: Row) -> str:
    """Opening hours mean something by the clock of a place only: country, time zone, hours."""
    country, zone = row.path.partition("/")[0], clock_of(row.path).key
    return f"{country}|{zone}|{row.facts['hours']}"


def number_of(hours: str) -> int:
    """A text in eight bytes: many are sent to ask what is open."""
    digest = hashlib.blake2b(hours.encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def stamp_of(body: dict[str, Any]) -> str:
    written = json.dumps(body, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(written.encode(), digest_size=12).hexdigest()


def _weighted(tokens: Tokens) -> Iterator[str]:
    for column, weight in COLUMN_WEIGHTS.items():
        yield from [tokens[column]] * round(weight)


def _inside(path: str) -> Iterator[str]:
    """« fr/76/12/ » lies in fr/, fr/76/ and itself."""
    parts = path.strip("/").split("/")
    for number in range(1, len(parts) + 1):
        yield "/".join(parts[:number]) + "/"


def grown(at: datetime) -> float:
    """How many times as much as one of _FIRST_DAY a check of this moment is worth, at any later
    one: `search.ranking.freshness` read backwards."""
    return exp((at - _FIRST_DAY) / timedelta(days=FRESH_DAYS))


def _standing(row: Row) -> float:
    """What an offer is worth whatever is asked: the same in both ways to weigh parts."""
    room, quality = ROOM[row.facts["level"]], row.facts["quality"]
    return round(WEIGHTS["available"] * room + WEIGHTS["quality"] * quality, 4)


def _facts(row: Row) -> Iterator[float]:
    """In the order in which search.engines.elasticsearch.answers reads them; nan for nothing."""
    facts = row.facts
    told = [
        row.structure_id,
        row.latitude,
        row.longitude,
        row.is_remote,
        bool(facts["coverage"]),
        _seconds(row.verified_at),
        _seconds(row.modified_at),
        _seconds(row.doubted_until),
        ROOM[facts["level"]],
        facts["until"],
        facts["quality"],
    ]
    return (nan if one is None else one for one in told)


def _seconds(at: datetime | None) -> float | None:
    return None if at is None else at.timestamp()


def _days(at: datetime | None) -> int:
    return 0 if at is None else int(at.timestamp() // _DAY)

"""Which hours are open: read from the index, and asked again each minute in each process."""

from collections import defaultdict
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from elasticsearch.dsl import A, Search

from offers.opening import open_now
from search.engines.elasticsearch.client import client
from search.engines.elasticsearch.documents import number_of
from search.engines.elasticsearch.mapping import alias

# As many as the server gives at once.
MOST_HOURS = 65_535


def open_numbers(at: datetime) -> frozenset[int]:
    """Of the hours that are open at that minute."""
    return _open_numbers(alias(), at.replace(second=0, microsecond=0))


@lru_cache(maxsize=2)
def _open_numbers(_alias: str, minute: datetime) -> frozenset[int]:
    by_clock: dict[tuple[str, str], list[str]] = defaultdict(list)
    for said in _all_hours():
        country, zone, hours = said.split("|", 2)
        by_clock[country, zone].append(hours)
    return frozenset(
        number_of(f"{country}|{zone}|{hours}")
        for (country, zone), texts in by_clock.items()
        for hours in open_now(texts, minute.astimezone(ZoneInfo(zone)), country=country)
    )


def _all_hours() -> list[str]:
    search = Search().extra(size=0)
    search.aggs.bucket("hours", A("terms", field="hours", size=MOST_HOURS))
    answer = client().search(index=alias(), body=search.to_dict())
    return [bucket["key"] for bucket in answer["aggregations"]["hours"]["buckets"]]


def forget() -> None:
    _open_numbers.cache_clear()

"""The bench of the search: whole requests and each of their stages, over a fixed file of queries.

Stages are called one by one with what the stage before gave, so that what is left between their sum
and the whole request is middleware, forms and the writing of counts.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from home.bench import BenchNeeds, Over, Subject, bench
from search.asking import Asked, address_of, read_address
from search.heard import hear
from search.models import SearchDocument
from search.presentation import page_context
from search.query import Found, search
from search.sealing import seal, unseal
from territories.resolution import resolve_place

QUERIES = Path(settings.BASE_DIR) / "search" / "data" / "bench-queries.tsv"
# Among fewer offers the figures would say nothing of real use.
FEWEST_OFFERS = 5_000
# Every ten lines of the file hold the whole mix.
QUERIES_READ = 100


@dataclass
class Stages:
    """What each stage gives for a query, worked out once."""

    address: dict[str, str] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    found: dict[str, Found] = field(default_factory=dict)
    context: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, query: str) -> None:
        problem, place = query.split("\t")
        self.address[query] = str(address_of(problem=problem, place=place, needs=[]))
        self.asked[query] = self.read(query)
        self.found[query] = search(self.asked[query].criteria())
        self.context[query] = page_context(self.asked[query], self.found[query])

    def read(self, query: str) -> Asked:
        return read_address(QueryDict(urlsplit(self.address[query]).query))


def read_queries() -> Iterator[str]:
    """Problem and place, parted by a tab."""
    for line in QUERIES.read_text(encoding="utf-8").splitlines()[:QUERIES_READ]:
        yield line.partition("\t")[2]


@bench("search")
def _search() -> Mapping[str, Subject]:
    if SearchDocument.objects.count() < FEWEST_OFFERS:
        raise BenchNeeds("Import the load set first: make bench-search.")
    queries, stages = list(read_queries()), Stages()
    for query in queries:
        stages.add(query)
    client = Client(SERVER_NAME=urlsplit(settings.SITE_URL).hostname or "localhost")
    calls: dict[str, Callable[[str], object]] = {
        "the form sent": lambda q: _sent(client, *q.split("\t")),
        "the page of results": lambda q: client.get(stages.address[q], secure=True),
        "- routing (once in each)": lambda q: hear(q.split("\t")[0]),
        "- place (once in each)": lambda q: resolve_place(q.split("\t")[1]),
        "- token sealed and read": lambda q: unseal(seal(stages.asked[q].typed)),
        "- address read, with routing and place": stages.read,
        "- search, ladder and ranking": lambda q: search(stages.asked[q].criteria()),
        "- what the page shows": lambda q: page_context(stages.asked[q], stages.found[q]),
        "- template": lambda q: render_to_string("search/results.html", stages.context[q]),
    }
    return {name: Over(call, queries) for name, call in calls.items()}


def _sent(client: Client, problem: str, place: str) -> None:
    client.post(reverse("search:ask"), {"probleme": problem, "lieu": place}, secure=True)

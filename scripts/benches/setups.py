"""The site with its load set on each choice of servers; what a set took to make is kept."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from servers.elasticsearch import Elasticsearch
from servers.kinds import Kind, install
from servers.postgresql import Postgres
from serving import BENCH, Site, prepare, site_of


@dataclass(frozen=True)
class Setup:
    name: str
    title: str
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True)
class Ready:
    """`roots`: the first process of each server."""

    site: Site
    roots: dict[str, int]
    versions: dict[str, str]


SETUPS = (
    Setup("sqlite", "SQLite"),
    Setup("postgresql", "PostgreSQL", (Postgres(),)),
    Setup("elasticsearch", "PostgreSQL and Elasticsearch", (Postgres(), Elasticsearch())),
)


@contextmanager
def ready(setup: Setup, services: int) -> Iterator[Ready]:
    """The set imported and its index whole, while the servers run."""
    if packages := [package for kind in setup.kinds for package in kind.missing()]:
        install(packages)
    addresses, roots, versions = {}, {}, {}
    with ExitStack() as running_ones:
        for kind in setup.kinds:
            kind.fetch()
            running = kind.resume(BENCH / "servers", f"{kind.name}-{services}")
            running_ones.callback(kind.pause, running)
            kind.wait(running)
            addresses[kind.variable] = kind.address(running)
            roots[kind.name] = running.pid
            versions[kind.name] = kind.version(running).split()[0]
        site = site_of(services, addresses)
        prepare(site, services // 4)
        if not is_indexed(site.told("search_index", "status")):
            site.manage("search_index", "rebuild")
        if site.is_sqlite:
            versions["sqlite"] = sqlite3.sqlite_version
        yield Ready(site, roots, versions)


def is_indexed(status: str) -> bool:
    """Whether what searches holds all the documents, and each is as its offer is now."""
    counts = {name: int(count) for name, count in re.findall(r"(\w+): (\d+)\b", status)}
    drifted = counts["missing"] or counts["stale"] or counts["orphaned"]
    return not drifted and counts["indexed"] == counts["documents"] > 0

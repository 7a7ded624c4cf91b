"""The word lists on forms of links and mail addresses, read once a process."""

import tomllib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).resolve().parents[1] / "data" / "reaching.toml"


@cache
def words_on(part: str, name: str) -> frozenset[str]:
    said = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return frozenset(said[part][name].split())


def is_at(host: str, domains: frozenset[str]) -> bool:
    """Whether the host is one of the domains, or below one."""
    parts = host.split(".")
    return any(".".join(parts[start:]) in domains for start in range(len(parts)))

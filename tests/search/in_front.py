"""A search server put in front of the database's engine, wherever the site asks for it."""

from typing import Any

from search import health, jobs
from search.engines import current
from search.engines.outside import ServedOutside
from search.management.commands import search_index
from search.suggesting import name_index


def put_in_front(outside: ServedOutside, monkeypatch: Any) -> None:
    for module in (current, health, jobs, search_index, name_index):
        monkeypatch.setattr(module, "served", lambda: outside)

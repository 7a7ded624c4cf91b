"""What visitors do: read twice, and find out whether a page was kept."""

from typing import Any

from django.core.cache import caches
from django.test import Client

from home.caching.keeping import KeptPage


def read(path: str, **headers: str) -> Any:
    """As a visitor without any cookie."""
    return Client().get(path, headers=headers or None)


def read_anew(path: str) -> Any:
    """As drawn for this visitor alone: what the address asks for is nothing that the page knows."""
    return Client().get(path, {"visiteur": "1"})


def number_kept() -> int:
    return len(caches["pages"]._cache)


def kept_pages() -> list[KeptPage]:
    store = caches["pages"]
    return [store.get(key.rpartition(":")[2]) for key in store._cache]

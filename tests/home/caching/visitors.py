"""What visitors do: read twice, and find out whether a page was kept."""

from collections.abc import Callable, Iterable
from difflib import unified_diff
from typing import Any

from django.core.cache import caches
from django.test import Client


def read(path: str, **headers: str) -> Any:
    """As a visitor without any cookie."""
    return Client().get(path, headers=headers or None)


def read_anew(path: str) -> Any:
    """As drawn for this visitor alone: what the address asks for is nothing that the page knows."""
    return Client().get(path, {"visiteur": "1"})


def headers_of(answer: Any) -> dict[str, str]:
    """All but the number of the request, which is its own."""
    said = dict(answer.headers)
    assert said.pop("X-Request-ID")
    return said


def number_kept() -> int:
    return len(caches["pages"]._cache)


def assert_true(paths: Iterable[str]) -> None:
    """What visitors read is what would be drawn, to the byte."""
    for path in paths:
        kept, drawn = read(path), read_anew(path)
        assert kept.status_code == drawn.status_code, path
        assert kept.content == drawn.content, f"{path}\n{apart(kept.content, drawn.content)}"


def apart(kept: bytes, drawn: bytes) -> str:
    lines = (content.decode().splitlines() for content in (kept, drawn))
    return "\n".join(unified_diff(*lines, "kept", "drawn", n=0, lineterm=""))


def assert_changed(paths: list[str], act: Callable[[], object]) -> None:
    """The act changes one of the pages at least, and visitors read all of them as they are."""
    before = {path: read(path).content for path in paths}
    assert number_kept() == len(paths)
    act()
    assert_true(paths)
    assert any(read(path).content != content for path, content in before.items())

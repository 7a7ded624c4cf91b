"""Whatever changes, by whichever door, the next visitor reads it; nothing else is drawn anew."""

import pytest

from tests.home.caching.changes import AFTERWARDS, CHANGES
from tests.home.caching.visitors import number_kept, read, read_anew


def read_all(addresses: list[str]) -> dict[str, bytes]:
    return {path: read(path).content for path in addresses}


def assert_true(addresses: list[str]) -> None:
    """What visitors read is what would be drawn, to the byte, and has the same name."""
    for path in addresses:
        kept, drawn = read(path), read_anew(path)
        assert kept.status_code == drawn.status_code, path
        assert kept.content == drawn.content, path


@pytest.mark.parametrize("change", CHANGES)
def test_the_next_visitor_reads_what_changed(scene, change) -> None:
    addresses = scene.addresses
    before = read_all(addresses)
    assert number_kept() == len(addresses)
    CHANGES[change](scene)
    assert_true(addresses)
    assert any(read(path).content != before[path] for path in addresses)


@pytest.mark.parametrize("change", AFTERWARDS)
def test_the_next_visitor_reads_what_changed_around_what_was_said(scene, change) -> None:
    prepare, act = AFTERWARDS[change]
    prepare(scene)
    addresses = scene.addresses
    before = read_all(addresses)
    act(scene)
    assert_true(addresses)
    assert any(read(path).content != before[path] for path in addresses)

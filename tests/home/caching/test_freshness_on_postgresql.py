"""The triggers of PostgreSQL tell what those of SQLite do: the same changes, on a real one."""

from functools import partial

import pytest

from tests.at_once import need_postgresql
from tests.home.caching.changes import AFTERWARDS, CHANGES, Act
from tests.home.caching.visitors import assert_changed

pytestmark = [pytest.mark.services, pytest.mark.django_db]


def _nothing(_scene: object) -> None:
    """Most changes need nothing before them."""


ALL: dict[str, tuple[Act, Act]] = {
    **{name: (_nothing, act) for name, act in CHANGES.items()},
    **AFTERWARDS,
}


@pytest.mark.parametrize("change", ALL)
def test_the_next_visitor_reads_what_changed(scene, change) -> None:
    need_postgresql()
    prepare, act = ALL[change]
    prepare(scene)
    assert_changed(scene.addresses, partial(act, scene))

"""Whatever changes, by whichever door, the next visitor reads it; nothing else is drawn anew."""

from functools import partial

import pytest

from tests.home.caching.changes import AFTERWARDS, CHANGES
from tests.home.caching.visitors import assert_changed


@pytest.mark.parametrize("change", CHANGES)
def test_the_next_visitor_reads_what_changed(scene, change) -> None:
    assert_changed(scene.addresses, partial(CHANGES[change], scene))


@pytest.mark.parametrize("change", AFTERWARDS)
def test_the_next_visitor_reads_what_changed_around_what_was_said(scene, change) -> None:
    prepare, act = AFTERWARDS[change]
    prepare(scene)
    assert_changed(scene.addresses, partial(act, scene))

"""Kept pages, and visitors who compare what is kept with what would be drawn."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone

from home.site_tree import ensure_site_tree
from offers.models import NeedIndexPage, OfferPage
from offers.vocabulary import ensure_need_pages
from tests.cast import Cast
from tests.factories import make_offer
from tests.home.caching.changes import Scene


@pytest.fixture(autouse=True)
def _pages_are_kept(settings: Any) -> Iterator[None]:
    settings.PAGE_CACHE = 100
    caches["pages"].clear()
    yield
    caches["pages"].clear()


@pytest.fixture
def scene(words: None, cast: Cast, offer: OfferPage, remembered: Any, time_machine: Any) -> Scene:
    """The first page, the listings and the guides, and two offers; then time stands still, so that
    pages can be compared."""
    remembered("pages", _make_pages)
    found = Scene(cast, offer, remembered("other offer", partial(_make_other, cast)))
    time_machine.move_to(timezone.now(), tick=False)
    return found


def _make_pages() -> None:
    ensure_site_tree()
    ensure_need_pages(NeedIndexPage.objects.get())


def _make_other(cast: Cast) -> OfferPage:
    return make_offer(structure=cast.structure, title="Garage solidaire", author=cast.publisher)

"""What every test gets: the cast, real places, the shipped vocabulary, and no surprise."""

import pytest
from django.core.cache import cache
from django.db import connection

from tests.cast import Cast, make_cast
from tests.factories import load_words, make_offer
from tests.fixtures.places import load_test_places

pytest_plugins = ["tests.plugins.not_run"]


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def places(db):
    """About 200 real communes of France and the first ones of Belgium."""
    load_test_places()


@pytest.fixture
def words(db):
    """The shipped needs, terms and expressions."""
    load_words()


@pytest.fixture
def cast(places) -> Cast:
    return make_cast()


@pytest.fixture
def offer(places, words, cast):
    """A live offer of the garage of Rodez, kept by cast.publisher."""
    return make_offer(structure=cast.structure, author=cast.publisher)


@pytest.fixture
def on_postgresql() -> bool:
    return connection.vendor == "postgresql"

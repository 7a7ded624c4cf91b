"""What every test gets: the cast, real places, the shipped vocabulary, and no surprise."""

from functools import partial

import pytest
from django.core.cache import cache
from django.utils import translation

from offers.models import Need
from search.columns import current as columns
from territories.models import Territory
from tests.cast import Cast, make_cast
from tests.examples import few_unless_long
from tests.factories import load_words, make_offer
from tests.fixtures.places import load_test_places

few_unless_long()

pytest_plugins = [
    "tests.plugins.collector",
    "tests.plugins.committed",
    "tests.plugins.database",
    "tests.plugins.fault_table",
    "tests.plugins.lines",
    "tests.plugins.locks",
    "tests.plugins.not_run",
    "tests.plugins.remembered",
    "tests.plugins.roles",
]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, pytestconfig):
    """Places and words stand in the database before the first test."""
    with django_db_blocker.unblock():
        _fill()
        pytestconfig.pluginmanager.get_plugin("tests.plugins.database").keep_copy()


def _fill() -> None:
    if not Territory.objects.exists():
        load_test_places()
    if not Need.objects.exists():
        load_words()


@pytest.fixture(autouse=True)
def _empty_memory() -> None:
    """What a process remembers of a database that is put back after each test."""
    cache.clear()
    columns.forget()


@pytest.fixture(autouse=True)
def _language_of_the_site() -> None:
    """A request in another language leaves it to the thread, so to the tests that follow."""
    translation.deactivate()


@pytest.fixture
def places(db):
    """About 200 real communes of France and the first ones of Belgium."""
    _fill()


@pytest.fixture
def words(places):
    """The shipped needs and terms, without expressions (see `lexicon`)."""


@pytest.fixture
def lexicon(words):
    """The shipped expressions too: two seconds, for the tests that read sentences."""
    load_words(expressions=True)


@pytest.fixture
def cast(places, remembered) -> Cast:
    return remembered("cast", make_cast)


@pytest.fixture
def offer(words, cast, remembered):
    """A live offer of the garage of Rodez, kept by cast.publisher."""
    return remembered("offer", partial(make_offer, structure=cast.structure, author=cast.publisher))

"""The expressions of one test are not those of the next."""

import pytest

from search.suggesting import lexicon


@pytest.fixture(autouse=True)
def read_again(words) -> None:
    lexicon._cached.clear()

"""Two directories of one country, and an offer that the first brought."""

import pytest

from offers.sources import ensure_source
from territories.models import Territory
from tests.offers.twins.telling import import_offer


@pytest.fixture
def sources(words):
    country = Territory.objects.get(uid="fr")
    return [ensure_source(key=key, territory=country) for key in ("dora", "soliguide")]


@pytest.fixture
def garage(sources, cast):
    return import_offer(sources[0], cast.structure)

from functools import partial
from typing import Any

import pytest

from home.site_tree import ensure_site_tree
from offers.models import OfferPage
from tests.cast import Cast
from tests.factories import load_words
from tests.moderation.matrix.world import World, make_world


@pytest.fixture
def world(cast: Cast, offer: OfferPage, remembered: Any) -> World:
    remembered("tree", ensure_site_tree)
    remembered("needs", load_words)
    return remembered("world", partial(make_world, cast, offer))

import pytest

from home.site_tree import ensure_site_tree
from offers.models import NeedPage
from tests.factories import CAR, load_words


@pytest.fixture
def need_page(words, remembered) -> NeedPage:
    """The page of a need, in the tree of the site."""
    remembered("tree", ensure_site_tree)
    remembered("needs", load_words)
    return NeedPage.objects.select_related("need").get(need__code=CAR)

import pytest

from offers.models import Structure
from tests.cast import Cast
from tests.factories import make_structure
from tests.offers.keeping.making import old_structure


@pytest.fixture
def alone(places: None, cast: Cast) -> Structure:
    """A structure of Rodez that nobody keeps."""
    return old_structure(make_structure(name="Épicerie du Causse"))


@pytest.fixture
def kept(cast: Cast) -> Structure:
    """The garage of Rodez, owned by cast.publisher."""
    return old_structure(cast.structure)

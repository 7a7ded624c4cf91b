import pytest

from contributions.models import Proposal
from tests.contributions.making import propose


@pytest.fixture
def proposal(offer, cast) -> Proposal:
    return propose(offer, cast.outsider, title="Voitures à louer")

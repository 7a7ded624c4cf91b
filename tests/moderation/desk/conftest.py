from typing import Any

import pytest

from contributions.models import Proposal
from tests.contributions.making import propose


@pytest.fixture
def proposal(offer, cast) -> Proposal:
    return propose(offer, cast.outsider, title="Voitures à louer", fee_detail="6 € par jour")


@pytest.fixture
def animator(client, cast) -> Any:
    client.force_login(cast.animator)
    return client

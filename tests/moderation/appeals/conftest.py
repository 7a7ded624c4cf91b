"""What an appeal is about, and who answers it."""

import pytest

from territories.models import MemberRole, Territory
from territories.services import grant_role
from tests.cast import make_user
from tests.moderation.appeals.making import (
    AVEYRON,
    colleague,
    put,
    shield,
)


@pytest.fixture
def block(offer, cast):
    return put(cast.outsider, cast.animator)


@pytest.fixture
def protection(offer, cast):
    return shield(offer, cast.animator)


@pytest.fixture
def other(cast):
    return colleague()


@pytest.fixture
def chief(cast):
    user = make_user("ida@example.org", "Ida", second_factor=True)
    role = MemberRole.Role.TERRITORY_ADMIN
    grant_role(user=user, role=role, territory=Territory.objects.get(uid=AVEYRON))
    return user

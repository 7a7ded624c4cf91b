"""Somebody, and the two kinds of administrators."""

import pytest

from territories.models import MemberRole
from territories.services import grant_role
from tests.fixtures.places import place
from tests.territories.people import someone

Role = MemberRole.Role
OCCITANIE = "fr:region:76"


@pytest.fixture
def user(places):
    return someone()


@pytest.fixture
def local_admin(places):
    admin = someone("nadia")
    grant_role(user=admin, role=Role.TERRITORY_ADMIN, territory=place(OCCITANIE))
    return admin


@pytest.fixture
def global_admin(places):
    admin = someone("gaelle")
    grant_role(user=admin, role=Role.GLOBAL_ADMIN)
    return admin

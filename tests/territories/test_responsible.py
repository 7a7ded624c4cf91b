"""Nothing waits where nobody is: the nearest animated territory, then the country."""

from datetime import timedelta

import pytest
from django.utils import timezone

from territories.models import MemberRole
from territories.responsible import responsible_territory
from territories.services import grant_role, revoke_role
from tests.fixtures.places import place, zone

pytestmark = pytest.mark.django_db
Role = MemberRole.Role
RODEZ = "fr:commune:12202"


def test_the_department_when_it_has_an_animator(user):
    grant_role(user=user, role=Role.ANIMATOR, territory=place("fr:department:12"))
    assert responsible_territory(place(RODEZ)) == place("fr:department:12")
    assert responsible_territory(place("fr:department:12")) == place("fr:department:12")


def test_the_region_when_the_department_has_none(user):
    grant_role(user=user, role=Role.TERRITORY_ADMIN, territory=place("fr:region:76"))
    assert responsible_territory(place(RODEZ)) == place("fr:region:76")


def test_the_nearest_wins(user):
    for uid in ("fr:region:76", "fr:department:12"):
        grant_role(user=user, role=Role.ANIMATOR, territory=place(uid))
    assert responsible_territory(place(RODEZ)) == place("fr:department:12")


@pytest.mark.parametrize("uid", [RODEZ, "fr:department:975", "fr:region:76", "fr"])
def test_the_country_when_there_is_nobody(places, uid):
    assert responsible_territory(place(uid)) == place("fr")


def test_neighbours_do_not_answer(user):
    grant_role(user=user, role=Role.ANIMATOR, territory=place("fr:department:69"))
    assert responsible_territory(place(RODEZ)) == place("fr")


def test_an_ended_or_revoked_role_no_longer_answers(user):
    now = timezone.now()
    role = grant_role(
        user=user,
        role=Role.ANIMATOR,
        territory=place("fr:department:12"),
        ends_at=now + timedelta(days=1),
    )
    assert responsible_territory(place(RODEZ), at=now + timedelta(days=2)) == place("fr")
    revoke_role(role=role, by=None)
    assert responsible_territory(place(RODEZ)) == place("fr")


def test_a_closed_account_does_not_answer(user):
    grant_role(user=user, role=Role.ANIMATOR, territory=place("fr:department:12"))
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert responsible_territory(place(RODEZ)) == place("fr")


def test_oversight_and_global_administrators_are_the_country_at_best(user):
    grant_role(user=user, role=Role.GLOBAL_ADMIN)
    assert responsible_territory(place(RODEZ)) == place("fr")


def test_an_animated_zone_comes_before_the_department(user):
    grant_role(user=user, role=Role.ANIMATOR, territory=place("fr:department:12"))
    grant_role(user=user, role=Role.ANIMATOR, zone=zone("fr:epci:241200187"))
    assert responsible_territory(place(RODEZ)) == place(RODEZ)
    assert responsible_territory(place("fr:commune:12145")) == place("fr:department:12")


def test_another_country(user):
    grant_role(user=user, role=Role.ANIMATOR, territory=place("be:region:WAL"))
    assert responsible_territory(place("be:commune:62063")) == place("be:region:WAL")
    assert responsible_territory(place("be:commune:21004")) == place("be")


@pytest.mark.parametrize("uid", [RODEZ, "fr:department:12", "fr"])
def test_it_costs_one_query(user, uid, django_assert_num_queries):
    territory = place(uid)
    with django_assert_num_queries(1):
        responsible_territory(territory)

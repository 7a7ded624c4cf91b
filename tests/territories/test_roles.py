"""What roles allow, where, and until when."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.utils import timezone

from accounts.models import User
from territories.loading import load_country
from territories.models import MemberRole, Territory, TerritoryGroupPermission
from territories.permissions import (
    can_grant_role,
    moderates,
    territories_moderated_by,
)
from territories.services import expire_roles, grant_role
from tests.fixtures.places import place, zone
from tests.territories.people import someone

pytestmark = pytest.mark.django_db
Role = MemberRole.Role
AVEYRON, RHONE, OCCITANIE = "fr:department:12", "fr:department:69", "fr:region:76"
RODEZ, LYON = "fr:commune:12202", "fr:commune:69123"


def test_an_animator_moderates_their_department_and_all_it_holds(user):
    grant_role(user=user, role=Role.ANIMATOR, territory=place(AVEYRON))
    assert moderates(user, place(AVEYRON))
    assert moderates(user, place(RODEZ))


@pytest.mark.parametrize("uid", [RHONE, LYON, OCCITANIE, "fr", "be:commune:62063"])
def test_an_animator_does_not_moderate_elsewhere_nor_above(user, uid):
    grant_role(user=user, role=Role.ANIMATOR, territory=place(AVEYRON))
    verdict = moderates(user, place(uid))
    assert not verdict
    assert verdict.reason


def test_nobody_without_a_role_moderates(user):
    assert not moderates(user, place(RODEZ))


def test_a_visitor_does_not_moderate(places):
    assert not moderates(AnonymousUser(), place(RODEZ))
    assert not territories_moderated_by(AnonymousUser()).exists()


def test_a_superuser_is_no_animator(places):
    boss = User.objects.create_superuser("boss@example.org")
    assert not moderates(boss, place(RODEZ))
    assert not territories_moderated_by(boss).exists()
    assert not can_grant_role(boss, user=someone(), role=Role.ANIMATOR, territory=place(AVEYRON))


def test_a_closed_account_moderates_nothing(user):
    grant_role(user=user, role=Role.ANIMATOR, territory=place(AVEYRON))
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert not moderates(user, place(RODEZ))
    assert not territories_moderated_by(user).exists()


def test_oversight_decides_on_no_proposal(user):
    grant_role(user=user, role=Role.OVERSIGHT)
    assert not moderates(user, place(RODEZ))


@pytest.mark.parametrize("uid", [RODEZ, "fr", "be", "be:commune:21004"])
def test_a_global_administrator_moderates_every_country(global_admin, uid):
    assert moderates(global_admin, place(uid))


def test_a_country_loaded_later_is_within_reach_of_global_administrators(global_admin):
    TerritoryGroupPermission.objects.filter(content_object=place("be")).delete()
    assert not moderates(global_admin, place("be"))
    load_country(country="be")
    assert moderates(global_admin, place("be"))


def test_the_animator_of_a_zone_moderates_its_communes_not_its_department(user):
    grant_role(user=user, role=Role.ANIMATOR, zone=zone("fr:epci:200046977"))
    assert moderates(user, place(LYON))
    assert not moderates(user, place(RHONE))
    assert not moderates(user, place("fr:commune:69264"))
    assert not moderates(user, place(RODEZ))


@pytest.mark.parametrize("given", ["territory", "zone"])
def test_the_list_is_what_moderates_says(user, given):
    scope = {
        "territory": {"territory": place(AVEYRON)},
        "zone": {"zone": zone("fr:epci:200046977")},
    }[given]
    grant_role(user=user, role=Role.ANIMATOR, **scope)
    listed = set(territories_moderated_by(user))
    checked = Territory.objects.filter(path__startswith="fr/").exclude(path__contains="/11/")[:400]
    assert listed
    for territory in checked:
        assert bool(moderates(user, territory)) == (territory in listed), territory.uid


def test_a_role_ends_by_itself(user):
    now = timezone.now()
    grant_role(
        user=user,
        role=Role.ANIMATOR,
        territory=place(AVEYRON),
        ends_at=now + timedelta(days=1),
    )
    assert moderates(user, place(RODEZ), at=now + timedelta(hours=1))
    assert not moderates(user, place(RODEZ), at=now + timedelta(days=2))
    assert not territories_moderated_by(user, at=now + timedelta(days=2)).exists()


def test_the_clock_sweeps_ended_roles_out_of_the_mirror(user):
    later = timezone.now() + timedelta(days=2)
    role = grant_role(
        user=user,
        role=Role.ANIMATOR,
        territory=place(AVEYRON),
        ends_at=later - timedelta(days=1),
    )
    grant_role(user=user, role=Role.ANIMATOR, territory=place(RHONE))
    assert expire_roles(later) == 1
    role.refresh_from_db()
    assert role.revoked_at == later
    assert role.history.first().history_change_reason == "ended"
    assert [group.name for group in user.groups.all()] == [f"territory:{RHONE}:animator"]
    assert expire_roles(later) == 0


def test_denied_when_only_the_role_says_yes(user):
    grant_role(user=user, role=Role.ANIMATOR, territory=place(AVEYRON))
    user.groups.clear()
    assert not moderates(user, place(RODEZ))
    assert not territories_moderated_by(user).exists()


def test_denied_when_only_the_mirror_says_yes(user):
    role = grant_role(user=user, role=Role.ANIMATOR, territory=place(AVEYRON))
    MemberRole.objects.filter(pk=role.pk).update(revoked_at=timezone.now())
    assert user.groups.exists()
    assert not moderates(user, place(RODEZ))


def test_a_permission_on_the_model_itself_opens_nothing(user):
    user.user_permissions.set(Permission.objects.filter(codename="moderate_territory"))
    assert not moderates(user, place(RODEZ))
    MemberRole.objects.create(user=user, role=Role.ANIMATOR, territory=place(AVEYRON))
    assert not moderates(user, place(RODEZ))


@pytest.mark.parametrize("count", [1, 6])
def test_moderates_costs_the_same_whatever_the_number_of_roles(
    user, count, django_assert_max_num_queries
):
    for code in ["12", "69", "974", "75", "13", "93"][:count]:
        grant_role(user=user, role=Role.ANIMATOR, territory=place(f"fr:department:{code}"))
    rodez = place(RODEZ)
    with django_assert_max_num_queries(4):
        moderates(user, rodez)

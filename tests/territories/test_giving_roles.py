"""Giving and taking back roles: who may, to whom, and for how long."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import User
from accounts.second_factor import must_have_second_factor
from territories.models import MemberRole
from territories.permissions import (
    can_grant_role,
    can_revoke_role,
    moderates,
)
from territories.services import LOCAL_GRANT, grant_role, revoke_role
from tests.fixtures.places import place, zone
from tests.territories.people import someone

pytestmark = pytest.mark.django_db
Role = MemberRole.Role
AVEYRON, RHONE, OCCITANIE = "fr:department:12", "fr:department:69", "fr:region:76"
RODEZ, LYON = "fr:commune:12202", "fr:commune:69123"


def test_granting_again_changes_the_end_and_keeps_one_role(user):
    first = grant_role(user=user, role=Role.ANIMATOR, territory=place(AVEYRON))
    end = timezone.now() + timedelta(days=30)
    again = grant_role(user=user, role=Role.ANIMATOR, territory=place(AVEYRON), ends_at=end)
    assert first.pk == again.pk
    assert again.ends_at == end
    assert [h.history_change_reason for h in again.history.all()] == ["end changed", "granted"]


def test_a_role_that_ended_can_be_given_again(user):
    old = grant_role(user=user, role=Role.ANIMATOR, territory=place(AVEYRON))
    MemberRole.objects.filter(pk=old.pk).update(ends_at=timezone.now() - timedelta(hours=1))
    new = grant_role(user=user, role=Role.ANIMATOR, territory=place(AVEYRON))
    assert new.pk != old.pk
    assert moderates(user, place(RODEZ))


def test_who_could_give_a_role_may_take_it_back(user, global_admin):
    role = grant_role(user=user, role=Role.ANIMATOR, territory=place(AVEYRON))
    assert can_revoke_role(global_admin, role)
    assert can_revoke_role(user, role)
    stranger = User.objects.create_user(email="autre@example.org", display_name="Autre")
    refusal = can_revoke_role(stranger, role)
    assert not refusal
    assert refusal.reason


def test_revoking_acts_at_once_and_once(user, global_admin):
    role = grant_role(user=user, role=Role.ANIMATOR, territory=place(AVEYRON))
    revoked = revoke_role(role=role, by=global_admin)
    assert not moderates(user, place(RODEZ))
    assert not user.groups.exists()
    last = revoked.history.first()
    assert (last.history_change_reason, last.history_user) == ("revoked", global_admin)
    assert revoke_role(role=role, by=global_admin).revoked_at == revoked.revoked_at


def test_the_other_roles_stay(user):
    animator = grant_role(user=user, role=Role.ANIMATOR, territory=place(AVEYRON))
    grant_role(user=user, role=Role.TERRITORY_ADMIN, territory=place(AVEYRON))
    revoke_role(role=animator, by=None)
    assert moderates(user, place(RODEZ))


def test_a_territory_administrator_names_animators_inside_their_own(local_admin, user):
    role = grant_role(
        user=user, role=Role.ANIMATOR, territory=place(AVEYRON), granted_by=local_admin
    )
    assert role.granted_by == local_admin
    assert role.history.first().history_user == local_admin
    assert moderates(user, place(RODEZ))


def test_what_a_territory_administrator_gives_lasts_a_year_at_most(local_admin, user):
    role = grant_role(
        user=user, role=Role.ANIMATOR, territory=place(AVEYRON), granted_by=local_admin
    )
    assert role.ends_at is not None
    far = timezone.now() + LOCAL_GRANT * 3
    longer = grant_role(
        user=user,
        role=Role.ANIMATOR,
        territory=place(AVEYRON),
        granted_by=local_admin,
        ends_at=far,
    )
    assert longer.ends_at is not None
    assert longer.ends_at < far


@pytest.mark.parametrize(
    ("role", "uid"),
    [
        (Role.ANIMATOR, RHONE),
        (Role.ANIMATOR, "fr"),
        (Role.TERRITORY_ADMIN, "fr:region:84"),
        (Role.GLOBAL_ADMIN, None),
        (Role.OVERSIGHT, None),
    ],
)
def test_a_territory_administrator_gives_nothing_outside_nor_above(local_admin, user, role, uid):
    territory = place(uid) if uid else None
    with pytest.raises(PermissionDenied):
        grant_role(user=user, role=role, territory=territory, granted_by=local_admin)
    assert not user.member_roles.exists()
    assert not user.groups.exists()


def test_zones_inside_the_territory_only(local_admin, user):
    grant_role(
        user=user, role=Role.ANIMATOR, zone=zone("fr:epci:241200187"), granted_by=local_admin
    )
    with pytest.raises(PermissionDenied):
        grant_role(
            user=user, role=Role.ANIMATOR, zone=zone("fr:epci:200046977"), granted_by=local_admin
        )


def test_the_administrator_of_a_zone_names_its_animators(user):
    admin = someone("zoe")
    lyon = zone("fr:epci:200046977")
    grant_role(user=admin, role=Role.TERRITORY_ADMIN, zone=lyon)
    grant_role(user=user, role=Role.ANIMATOR, zone=lyon, granted_by=admin)
    assert not can_grant_role(admin, user=user, role=Role.ANIMATOR, territory=place(RHONE))


def test_an_animator_gives_no_role(user):
    animator = someone("boris")
    grant_role(user=animator, role=Role.ANIMATOR, territory=place(AVEYRON))
    with pytest.raises(PermissionDenied):
        grant_role(user=user, role=Role.ANIMATOR, territory=place(AVEYRON), granted_by=animator)


def test_nobody_gives_themselves_a_role(global_admin):
    with pytest.raises(PermissionDenied, match=r".+"):
        grant_role(user=global_admin, role=Role.OVERSIGHT, granted_by=global_admin)


def test_a_closed_account_gives_no_role(global_admin, user):
    global_admin.is_active = False
    assert not can_grant_role(global_admin, user=user, role=Role.OVERSIGHT)


@pytest.mark.parametrize("role", [Role.OVERSIGHT, Role.GLOBAL_ADMIN])
def test_a_global_administrator_gives_any_role(global_admin, user, role):
    given = grant_role(user=user, role=role, granted_by=global_admin)
    assert given.ends_at is None


def test_an_outsider_takes_nothing_back(local_admin, user):
    role = grant_role(user=user, role=Role.ANIMATOR, territory=place(RHONE))
    with pytest.raises(PermissionDenied):
        revoke_role(role=role, by=local_admin)
    assert moderates(user, place(LYON))


def test_everybody_may_give_up_their_own_role(user):
    role = grant_role(user=user, role=Role.ANIMATOR, territory=place(AVEYRON))
    revoke_role(role=role, by=user)
    assert not moderates(user, place(RODEZ))


@pytest.mark.parametrize(
    ("role", "territory", "in_zone", "code"),
    [
        ("king", None, False, "role"),
        (Role.ANIMATOR, None, False, "place"),
        (Role.ANIMATOR, AVEYRON, True, "place"),
        (Role.OVERSIGHT, AVEYRON, False, "place"),
        (Role.GLOBAL_ADMIN, None, True, "place"),
    ],
)
def test_a_role_that_does_not_fit_its_place(user, role, territory, in_zone, code):
    with pytest.raises(ValidationError) as caught:
        grant_role(
            user=user,
            role=role,
            territory=place(territory) if territory else None,
            zone=zone("fr:epci:241200187") if in_zone else None,
        )
    assert caught.value.code == code
    assert not Group.objects.filter(name__contains="king").exists()


def test_a_role_cannot_end_before_it_begins(user):
    with pytest.raises(ValidationError):
        grant_role(user=user, role=Role.OVERSIGHT, ends_at=timezone.now())


def test_a_closed_account_is_given_no_role(places):
    closed = someone("partie", is_active=False)
    with pytest.raises(ValidationError):
        grant_role(user=closed, role=Role.OVERSIGHT)


@pytest.mark.parametrize("role", [Role.ANIMATOR, Role.TERRITORY_ADMIN])
def test_a_local_role_requires_a_second_factor(user, role):
    assert not must_have_second_factor(user)
    given = grant_role(user=user, role=role, territory=place(AVEYRON))
    assert must_have_second_factor(user)
    revoke_role(role=given, by=None)
    assert not must_have_second_factor(user)


@pytest.mark.parametrize("role", [Role.GLOBAL_ADMIN, Role.OVERSIGHT])
def test_a_global_role_requires_a_second_factor(user, role):
    grant_role(user=user, role=role)
    assert must_have_second_factor(user)

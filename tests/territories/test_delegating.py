"""Standing in for somebody: who may be entrusted with what, and until when it lasts."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from territories.models import MemberRole
from territories.permissions import can_grant_role, can_revoke_role, moderates
from territories.services import (
    LONGEST_DELEGATION,
    delegate_role,
    expire_roles,
    grant_role,
    revoke_role,
)
from tests.fixtures.places import place, zone
from tests.territories.people import someone

pytestmark = pytest.mark.django_db
Role = MemberRole.Role
AVEYRON, RHONE, OCCITANIE = "fr:department:12", "fr:department:69", "fr:region:76"
RODEZ, LYON = "fr:commune:12202", "fr:commune:69123"


def in_days(days):
    return timezone.now() + timedelta(days=days)


@pytest.fixture
def animator(places):
    return someone("awa.animatrice")


@pytest.fixture
def held(animator):
    return grant_role(user=animator, role=Role.ANIMATOR, territory=place(AVEYRON))


@pytest.fixture
def friend(places):
    return someone("boris.ami")


def entrust(held, to, *, days=7, by=None, **where):
    return delegate_role(held=held, to=to, by=by or held.user, ends_at=in_days(days), **where)


def test_who_stands_in_decides_in_the_same_place(held, friend):
    role = entrust(held, friend)
    assert role.role == Role.ANIMATOR
    assert role.delegated_from == held
    assert moderates(friend, place(RODEZ))
    assert not moderates(friend, place(LYON))
    assert role.history.first().history_change_reason == "entrusted"


def test_in_a_part_of_the_place_only(held, friend):
    entrust(held, friend, territory=place(RODEZ))
    assert moderates(friend, place(RODEZ))
    assert not moderates(friend, place(AVEYRON))


@pytest.mark.parametrize("uid", [RHONE, OCCITANIE, "fr", LYON])
def test_nothing_outside_nor_above_is_entrusted(held, friend, uid):
    with pytest.raises(PermissionDenied):
        entrust(held, friend, territory=place(uid))
    assert not friend.member_roles.exists()


def test_a_zone_beyond_the_place_is_not_entrusted(held, friend):
    with pytest.raises(PermissionDenied):
        entrust(held, friend, zone=zone("fr:epci:200046977"))
    assert entrust(held, friend, zone=zone("fr:epci:241200187"))


def test_an_administrator_entrusts_decisions_not_the_naming_of_people(friend, places):
    admin = someone("nadia.admin")
    held = grant_role(user=admin, role=Role.TERRITORY_ADMIN, territory=place(AVEYRON))
    entrust(held, friend)
    assert moderates(friend, place(RODEZ))
    other = someone("zoe.autre")
    assert not can_grant_role(friend, user=other, role=Role.ANIMATOR, territory=place(RODEZ))


def test_who_stands_in_entrusts_nothing_further_so_no_circle(held, friend):
    role = entrust(held, friend)
    for other in (someone("zoe.autre"), held.user):
        with pytest.raises(PermissionDenied):
            entrust(role, other)


@pytest.mark.parametrize("role", [Role.GLOBAL_ADMIN, Role.OVERSIGHT])
def test_a_role_over_the_whole_site_is_not_entrusted(friend, animator, role):
    held = grant_role(user=animator, role=role)
    with pytest.raises(PermissionDenied):
        entrust(held, friend, territory=place(AVEYRON))


def test_nobody_entrusts_the_role_of_somebody_else(held, friend):
    boss = someone("gaelle.globale")
    grant_role(user=boss, role=Role.GLOBAL_ADMIN)
    with pytest.raises(PermissionDenied):
        entrust(held, friend, by=boss)


def test_nobody_stands_in_for_themselves(held):
    with pytest.raises(PermissionDenied):
        entrust(held, held.user)


def test_a_role_taken_back_is_not_entrusted(held, friend):
    revoke_role(role=held, by=None)
    with pytest.raises(PermissionDenied):
        entrust(held, friend)


def test_not_longer_than_an_absence_nor_than_ones_own_role(animator, friend):
    held = grant_role(
        user=animator, role=Role.ANIMATOR, territory=place(AVEYRON), ends_at=in_days(30)
    )
    for days in (31, LONGEST_DELEGATION.days + 1):
        with pytest.raises(ValidationError) as caught:
            entrust(held, friend, days=days)
        assert caught.value.code == "ends_at"
    assert not friend.member_roles.exists()


def test_asked_again_the_day_changes(held, friend):
    first, again = entrust(held, friend), entrust(held, friend, days=20)
    assert first == again
    assert again.ends_at > first.ends_at


def test_somebody_who_animates_the_place_already_needs_no_entrusting(held, friend):
    own = grant_role(user=friend, role=Role.ANIMATOR, territory=place(AVEYRON))
    with pytest.raises(ValidationError) as caught:
        entrust(held, friend)
    assert caught.value.code == "held"
    own.refresh_from_db()
    assert own.ends_at is None


def test_what_comes_from_a_role_ends_with_it(held, friend):
    role = entrust(held, friend)
    revoke_role(role=held, by=None)
    role.refresh_from_db()
    assert role.revoked_at is not None
    assert not moderates(friend, place(RODEZ))
    assert not friend.groups.exists()


def test_a_role_made_shorter_shortens_what_comes_from_it(held, friend):
    role = entrust(held, friend, days=60)
    shorter = grant_role(
        user=held.user, role=Role.ANIMATOR, territory=place(AVEYRON), ends_at=in_days(5)
    )
    role.refresh_from_db()
    assert role.ends_at == shorter.ends_at
    assert expire_roles(in_days(6)) == 2
    assert not friend.groups.exists()


def test_who_is_replaced_takes_it_back(held, friend):
    role = entrust(held, friend)
    assert can_revoke_role(held.user, role)
    assert not can_revoke_role(someone("zoe.autre"), role)
    revoke_role(role=role, by=held.user)
    assert not moderates(friend, place(RODEZ))


def test_given_in_their_own_right_it_no_longer_depends_on_the_other(held, friend):
    entrust(held, friend)
    grant_role(user=friend, role=Role.ANIMATOR, territory=place(AVEYRON))
    revoke_role(role=held, by=None)
    assert moderates(friend, place(RODEZ))


def test_the_table_itself_refuses_more_than_decisions(held, friend):
    with pytest.raises(IntegrityError), transaction.atomic():
        MemberRole.objects.create(
            user=friend, role=Role.TERRITORY_ADMIN, territory=place(AVEYRON), delegated_from=held,
            ends_at=in_days(3),
        )  # fmt: skip


def test_an_administrator_is_not_taken_back_by_their_equal(places):
    first, second = someone("nadia.admin"), someone("omar.admin")
    role = grant_role(user=first, role=Role.TERRITORY_ADMIN, territory=place(AVEYRON))
    grant_role(user=second, role=Role.TERRITORY_ADMIN, territory=place(AVEYRON), granted_by=first)
    with pytest.raises(PermissionDenied):
        revoke_role(role=role, by=second)
    with pytest.raises(PermissionDenied):
        grant_role(
            user=first,
            role=Role.TERRITORY_ADMIN,
            territory=place(AVEYRON),
            granted_by=second,
            ends_at=in_days(1),
        )
    role.refresh_from_db()
    assert role.ends_at is None


def test_an_administrator_is_taken_back_by_who_named_them_or_from_above(local_admin, places):
    first, second = someone("omar.premier"), someone("omar.second")
    for admin, giver in ((first, local_admin), (second, first)):
        grant_role(
            user=admin, role=Role.TERRITORY_ADMIN, territory=place(AVEYRON), granted_by=giver
        )
    named = second.member_roles.get()
    assert can_revoke_role(first, named)
    assert can_revoke_role(local_admin, named)

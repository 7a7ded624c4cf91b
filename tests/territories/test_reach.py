"""Roles are read once where nothing is decided, and never as they were where something is."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from territories.models import MemberRole, Zone
from territories.permissions import moderates, territories_moderated_by, zones_moderated_by
from territories.reach import roles_held, roles_read_once
from territories.services import grant_role, revoke_role
from tests.fixtures.places import place, zone
from tests.territories.people import someone

Role = MemberRole.Role
AVEYRON, RODEZ, OCCITANIE = "fr:department:12", "fr:commune:12202", "fr:region:76"


@pytest.fixture
def animator(places):
    user = someone("awa.animatrice")
    grant_role(user=user, role=Role.ANIMATOR, territory=place(AVEYRON))
    return user


def queries(act, times):
    with CaptureQueriesContext(connection) as found:
        for _time in range(times):
            act()
    return len(found)


@pytest.mark.django_db
def test_a_right_costs_two_queries(animator, django_assert_num_queries):
    rodez = place(RODEZ)
    with django_assert_num_queries(2):
        assert moderates(animator, rodez)


@pytest.mark.django_db
def test_somebody_without_a_role_costs_one(places, django_assert_num_queries):
    nobody, rodez = someone(), place(RODEZ)
    with django_assert_num_queries(1):
        assert not moderates(nobody, rodez)


@pytest.mark.django_db
def test_held_roles_are_read_once(animator):
    rodez = place(RODEZ)
    with roles_held():
        assert queries(lambda: moderates(animator, rodez), 1) == 2
        assert queries(lambda: moderates(animator, rodez), 3) == 0
    assert queries(lambda: moderates(animator, rodez), 1) == 2


@pytest.mark.django_db
def test_inside_a_transaction_what_a_request_read_before_is_not_trusted(animator):
    rodez = place(RODEZ)
    with roles_read_once(), transaction.atomic():
        assert moderates(animator, rodez)
        MemberRole.objects.filter(user=animator).delete()
        assert not moderates(animator, rodez)


@pytest.mark.django_db(transaction=True)
def test_outside_transactions_a_request_reads_roles_once(animator):
    rodez = place(RODEZ)
    with roles_read_once():
        assert queries(lambda: moderates(animator, rodez), 3) == 2
        with transaction.atomic():
            assert queries(lambda: moderates(animator, rodez), 1) == 2


@pytest.mark.django_db(transaction=True)
def test_a_role_taken_back_in_the_same_request_is_gone_at_once(animator):
    with roles_read_once():
        assert moderates(animator, place(RODEZ))
        revoke_role(role=animator.member_roles.get(), by=None)
        assert not moderates(animator, place(RODEZ))


@pytest.mark.django_db
def test_an_account_closed_behind_an_open_session_opens_nothing(animator):
    stale = type(animator).objects.get(pk=animator.pk)
    type(animator).objects.filter(pk=animator.pk).update(is_active=False)
    assert not moderates(stale, place(RODEZ))


@pytest.mark.django_db
def test_the_mirror_of_another_role_does_not_count(animator):
    admin = someone("nadia.admin")
    grant_role(user=admin, role=Role.GLOBAL_ADMIN)
    animator.groups.set(admin.groups.all())
    assert not moderates(animator, place(RODEZ))


@pytest.mark.django_db
@pytest.mark.parametrize("given", [OCCITANIE, "fr", "fr:epci:241200187", "nothing"])
def test_the_zones_listed_are_those_held(places, given):
    user = someone()
    if given != "nothing":
        where = {"zone": zone(given)} if ":epci:" in given else {"territory": place(given)}
        grant_role(user=user, role=Role.ANIMATOR, **where)
    listed = set(zones_moderated_by(user))
    territories = set(territories_moderated_by(user))
    for one in Zone.objects.prefetch_related("communes"):
        whole = set(one.communes.all()) <= territories and given not in {"nothing"}
        expected = one.uid == given if ":epci:" in given else whole
        assert (one in listed) == expected, one.uid

"""Whatever happens to roles, guardian's mirror shows the same picture."""

from datetime import timedelta

import pytest
from django.utils import timezone
from guardian.shortcuts import get_objects_for_user
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from territories.models import MemberRole, Territory, Zone
from territories.permissions import moderates
from territories.services import expire_roles, grant_role, revoke_role
from tests.examples import tries
from tests.fixtures.places import place, zone

pytestmark = pytest.mark.django_db
Role = MemberRole.Role
PLACES = ["fr:department:12", "fr:region:76", "fr:department:69", "fr:epci:200046977", None]
LOOKED_AT = ["fr:commune:12202", "fr:commune:69123", "fr:commune:69264", "fr:region:76", "fr"]

acts = st.lists(
    st.tuples(
        st.sampled_from(["grant", "grant for a day", "revoke", "a week goes by"]),
        st.integers(0, 1),
        st.sampled_from(PLACES),
        st.sampled_from(list(Role)),
    ),
    max_size=12,
)


def given_role(person, uid, role, ends_at):
    local = role in (Role.ANIMATOR, Role.TERRITORY_ADMIN)
    if local != (uid is not None):
        return
    scope = {}
    if uid:
        scope = {"zone": zone(uid)} if ":epci:" in uid else {"territory": place(uid)}
    grant_role(user=person, role=role, ends_at=ends_at, **scope)


def play(steps, people):
    now = timezone.now()
    for act, who, uid, role in steps:
        standing = MemberRole.objects.standing().filter(user=people[who]).order_by("pk")
        if act == "revoke":
            if (last := standing.last()) is not None:
                revoke_role(role=last, by=None)
        elif act == "a week goes by":
            expire_roles(now + timedelta(days=7))
        else:
            ends_at = now + timedelta(days=1) if act == "grant for a day" else None
            given_role(people[who], uid, role, ends_at)


def mirrored(person, model, permission):
    return set(
        get_objects_for_user(
            person,
            f"territories.{permission}",
            klass=model,
            with_superuser=False,
            accept_global_perms=False,
        )
    )


@settings(
    max_examples=tries(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts)
def test_the_mirror_equals_the_roles(places, steps):
    User.objects.filter(email__endswith="@mirror.example").delete()
    people = [
        User.objects.create_user(email=f"{name}@mirror.example", display_name=name)
        for name in ("awa", "boris")
    ]
    play(steps, people)
    for person in people:
        standing = list(MemberRole.objects.standing().filter(user=person))
        moderating = [role for role in standing if role.role != Role.OVERSIGHT]
        territories = {role.territory for role in moderating if role.territory}
        if any(role.role == Role.GLOBAL_ADMIN for role in standing):
            territories |= set(Territory.objects.filter(parent=None))
        zones = {role.zone for role in moderating if role.zone}
        assert mirrored(person, Territory, "moderate_territory") == territories
        assert mirrored(person, Zone, "moderate_zone") == zones
        for uid in LOOKED_AT:
            looked_at = place(uid)
            expected = any(root.contains(looked_at) for root in territories) or any(
                looked_at in held.communes.all() for held in zones
            )
            assert bool(moderates(person, looked_at)) == expected

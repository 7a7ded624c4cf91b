"""The same answer for many people at once as for each alone, in the same number of queries."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from contributions.models import Proposal
from moderation.live.messages import Hint, What
from moderation.live.watching import Seat, look
from territories.audience import moderators_among, moderators_somewhere
from territories.models import MemberRole, Territory, Zone
from territories.permissions import moderates, territories_moderated_by
from territories.services import grant_role, revoke_role
from tests.cast import Cast, make_user
from tests.websocket import cookie_of

UIDS = (
    "fr", "fr:region:76", "fr:department:12", "fr:department:69", "fr:commune:12202",
    "fr:commune:69123",
)  # fmt: skip


def places() -> list[Territory]:
    return list(Territory.objects.filter(uid__in=UIDS))


def in_a_zone(name: str) -> User:
    user = make_user("zoe@example.org", name, second_factor=True)
    zone = Zone.objects.create(uid="fr:zone:test", kind="epci", name="Grand Rodez", code="1")
    zone.communes.add(Territory.objects.get(uid="fr:commune:12202"))
    grant_role(user=user, role=MemberRole.Role.ANIMATOR, zone=zone)
    return user


def crowd(cast: Cast) -> list[User]:
    """Every kind of role, standing, ended, taken back, or missing from the mirror."""
    zoe = in_a_zone("Zoé")
    ended = make_user("fini@example.org", "Fini", second_factor=True)
    role = MemberRole.Role.ANIMATOR
    here = Territory.objects.get(uid="fr:department:12")
    revoke_role(role=grant_role(user=ended, role=role, territory=here), by=None)
    unmirrored = make_user("sans@example.org", "Sans reflet", second_factor=True)
    grant_role(user=unmirrored, role=role, territory=here)
    unmirrored.groups.remove(*Group.objects.all())
    closed = make_user("ferme@example.org", "Fermé", second_factor=True)
    grant_role(user=closed, role=role, territory=here)
    closed.is_active = False
    closed.save()
    overseer = make_user("vue@example.org", "Vue", second_factor=True)
    grant_role(user=overseer, role=MemberRole.Role.OVERSIGHT)
    named = [cast.publisher, cast.outsider, cast.animator, cast.other_animator, cast.administrator]
    return [*named, zoe, ended, unmirrored, closed, overseer]


def test_all_at_once_get_the_answer_that_each_gets_alone(cast) -> None:
    people = crowd(cast)
    ids = {user.pk for user in people}
    for place in places():
        alone = {user.pk for user in people if moderates(user, place)}
        assert moderators_among(ids, place) == alone, place.uid
    assert alone
    somewhere = {user.pk for user in people if territories_moderated_by(user).exists()}
    assert somewhere <= moderators_somewhere(ids)


def seats_of(people: list[User]) -> frozenset[Seat]:
    return frozenset(
        Seat(f"c{user.pk}", user.pk, cookie_of(user).partition("=")[2]) for user in people
    )


@pytest.mark.parametrize("what", [What.ITEM, What.QUEUE])
def test_a_hint_costs_the_same_for_one_as_for_forty(cast, proposal, what) -> None:
    hint = Hint(what, proposal=proposal.pk, territory=proposal.territory_id)
    people = [cast.animator]
    for number in range(40):
        user = make_user(f"a{number}@example.org", f"A{number}", second_factor=True)
        grant_role(
            user=user,
            role=MemberRole.Role.ANIMATOR,
            territory=Territory.objects.get(uid="fr:department:12"),
        )
        people.append(user)
    costs = []
    for some in (people[:1], people):
        seats = seats_of(some)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert look(hint, seats).told == seats
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 9


def test_of_a_proposal_that_is_no_more_nothing_is_said(cast, proposal) -> None:
    seats = seats_of([cast.animator])
    gone = Proposal.objects.order_by("-pk").first().pk + 1
    answer = look(Hint(What.ITEM, proposal=gone), seats)
    assert (answer.told, answer.fallen) == (frozenset(), frozenset())

"""Structures nobody looks after, as the animators of the place see them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from offers.keeping.members import leave_structure
from offers.keeping.orphans import Loneliness, orphans
from offers.models import Structure
from tests.cast import Cast
from tests.factories import make_structure

BACKEND = "django.contrib.auth.backends.ModelBackend"
# Session, account, second factor (2), may they open it (2), for each tab the territories (2) and
# the count, then the structures of the tab.
ORPHANS_QUERIES = 15


def names(user: User, kind: Loneliness) -> list[str]:
    return [one.name for one in orphans(user, kind, at=timezone.now())]


def see_last(user: User, day: date) -> None:
    user.last_seen_on = day
    user.save(update_fields=["last_seen_on"])


def test_one_that_was_left(cast: Cast) -> None:
    leave_structure(structure=cast.structure, user=cast.publisher, declares_orphan=True)
    assert names(cast.animator, Loneliness.LEFT) == [cast.structure.name]
    assert names(cast.animator, Loneliness.ASLEEP) == []
    assert names(cast.animator, Loneliness.NEVER) == []


@pytest.mark.parametrize(("days", "asleep"), [(0, False), (360, False), (370, True)])
def test_one_whose_owners_sleep(cast: Cast, days: int, asleep: bool) -> None:
    see_last(cast.publisher, timezone.localdate() - timedelta(days=days))
    assert (cast.structure.name in names(cast.animator, Loneliness.ASLEEP)) == asleep


def test_one_owner_awake_is_enough(cast: Cast) -> None:
    from offers.services import add_member

    see_last(cast.publisher, date(2020, 1, 1))
    add_member(structure=cast.structure, user=cast.outsider, role="owner")
    assert names(cast.animator, Loneliness.ASLEEP) == []


def test_one_whose_owner_closed_their_account_is_left(cast: Cast) -> None:
    cast.publisher.is_active = False
    cast.publisher.save(update_fields=["is_active"])
    assert names(cast.animator, Loneliness.LEFT) == [cast.structure.name]


def test_one_that_never_had_an_owner(cast: Cast) -> None:
    made = make_structure(name="Épicerie du Causse")
    assert names(cast.animator, Loneliness.NEVER) == [made.name]
    assert names(cast.other_animator, Loneliness.NEVER) == []


def test_one_off_the_site_is_not_listed(cast: Cast) -> None:
    made = make_structure(name="Épicerie du Causse")
    Structure.objects.filter(pk=made.pk).update(state="archived")
    assert names(cast.animator, Loneliness.NEVER) == []


@pytest.mark.parametrize(
    ("who", "status"),
    [("outsider", 403), ("publisher", 403), ("animator", 200), ("other_animator", 200)],
)
def test_the_list_is_for_animators(client, cast: Cast, who: str, status: int) -> None:
    client.force_login(getattr(cast, who), backend=BACKEND)
    assert client.get(reverse("offers:orphans")).status_code == status


def test_an_unknown_tab_is_the_first(client, cast: Cast) -> None:
    client.force_login(cast.animator, backend=BACKEND)
    answer = client.get(reverse("offers:orphans"), {"quoi": "<script>", "apres": "\x00"})
    assert answer.status_code == 200
    assert answer.context["kind"] == Loneliness.LEFT


@pytest.mark.parametrize("size", [1, 12])
def test_the_list_costs_the_same_whatever_its_length(
    client, cast: Cast, size: int, django_assert_num_queries
) -> None:
    for number in range(size):
        make_structure(name=f"Épicerie {number}")
    client.force_login(cast.animator, backend=BACKEND)
    url = reverse("offers:orphans")
    client.get(url)
    with django_assert_num_queries(ORPHANS_QUERIES):
        client.get(url, {"quoi": "never"})

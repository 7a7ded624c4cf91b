"""A question put into SQL once gives what a queryset made anew would give, each time."""

from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from accounts.kept_query import KeptQuery, Slot
from offers.models import OfferPage
from territories.models import MemberRole, Territory

pytestmark = pytest.mark.django_db


@KeptQuery
def inside(slot: type[Slot]) -> QuerySet[Territory]:
    return Territory.objects.filter(parent=slot("parent")).order_by("pk")


@KeptQuery
def active_since(slot: type[Slot]) -> QuerySet[MemberRole]:
    rows = MemberRole.objects.active(at=slot("at")).filter(user=slot("user"))
    return rows.select_related("territory")


@KeptQuery
def named(slot: type[Slot]) -> "QuerySet[Territory, tuple[str, bool]]":
    below = Territory.objects.filter(parent=OuterRef("pk"))
    rows = Territory.objects.filter(uid__among=slot("uids")).order_by("uid")
    return rows.values_list("uid", Exists(below))


def test_it_gives_what_a_queryset_gives_each_time(places, django_assert_num_queries) -> None:
    for parent in Territory.objects.filter(children__isnull=False).distinct()[:3]:
        with django_assert_num_queries(1):
            found = inside.ask(parent=parent.pk)
        assert found == list(Territory.objects.filter(parent=parent).order_by("pk"))
    assert inside.ask(parent=None) == []


def test_models_come_with_what_was_joined(cast, django_assert_num_queries) -> None:
    (role,) = active_since.ask(user=cast.animator.pk, at=timezone.now())
    with django_assert_num_queries(0):
        assert role.territory.name == "Aveyron"
    assert active_since.ask(user=cast.animator.pk, at=role.starts_at - timedelta(days=1)) == []


@pytest.mark.parametrize("uids", [["fr"], ["fr", "fr:department:12", "nulle-part"], []])
def test_a_list_is_one_value(places, uids) -> None:
    rows = Territory.objects.filter(uid__in=uids).order_by("uid")
    assert [uid for uid, _has_below in named.ask(uids=uids)] == [one.uid for one in rows]


def test_what_is_asked_twice_does_not_mix(places) -> None:
    first, second = inside.ask(parent=Territory.objects.get(uid="fr").pk), inside.ask(parent=-1)
    assert first
    assert second == []


def test_a_missing_value_is_an_error_and_not_a_wider_question(places) -> None:
    with pytest.raises(KeyError):
        active_since.ask(user=1)


def test_the_first_or_none(places) -> None:
    parent = Territory.objects.get(uid="fr")
    assert inside.one(parent=parent.pk) == inside.ask(parent=parent.pk)[0]
    assert inside.one(parent=-1) is None
    assert inside.get(parent=parent.pk) == inside.one(parent=parent.pk)
    with pytest.raises(Territory.DoesNotExist):
        inside.get(parent=-1)


def test_what_locks_asks_for_a_transaction(offer, monkeypatch) -> None:
    locked = KeptQuery(lambda slot: OfferPage.objects.select_for_update().filter(pk=slot("pk")))
    with transaction.atomic():
        assert locked.one(pk=offer.pk) == offer
    monkeypatch.setattr(connections["default"], "in_atomic_block", False)
    with pytest.raises(TransactionManagementError):
        locked.one(pk=offer.pk)

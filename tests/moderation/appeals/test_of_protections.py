"""Whoever is kept from a page may ask that someone else look at its protection again."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from contributions.gate import BarredAct
from moderation.appeals.errors import ClosedAppeal
from moderation.appeals.permissions import (
    can_appeal_protection,
    can_settle,
)
from moderation.appeals.queries import appeals_before
from moderation.models import Appeal, Protection
from moderation.protection.services import lift_protection
from offers.models import Membership
from offers.services import add_member
from tests.contributions.making import propose
from tests.moderation.appeals.making import (
    ANSWER,
    DAY,
    WHY,
    address,
    contest,
    page,
    settle,
    shield,
    told,
)


def test_whoever_cannot_lift_a_protection_may_appeal_while_it_lasts(protection, cast):
    now = timezone.now()
    people = (cast.outsider, cast.publisher, cast.animator, cast.administrator)
    may = [bool(can_appeal_protection(one, protection, at=now)) for one in people]
    assert may == [True, True, False, False]
    assert not can_appeal_protection(cast.outsider, protection, at=now + 8 * DAY)


def test_an_overturned_protection_opens_the_page(protection, offer, cast, other):
    with pytest.raises(BarredAct):
        propose(offer, cast.outsider)
    found = settle(contest(protection, cast.outsider), other)
    assert found.decided_by == cast.animator
    assert propose(offer, cast.outsider).author == cast.outsider
    assert told("decision_overturned") == {cast.animator.email}


def test_who_placed_the_protection_never_settles(protection, cast, other):
    found = contest(protection, cast.outsider)
    with pytest.raises(PermissionDenied):
        settle(found, cast.animator)
    assert list(appeals_before(other)) == [found]
    assert not appeals_before(cast.animator).exists()


def test_who_upheld_it_for_somebody_judges_it_no_more(protection, cast, other):
    settle(contest(protection, cast.outsider), other, overturns=False)
    found = contest(protection, cast.member)
    assert not can_settle(other, found)
    assert not appeals_before(other).exists()
    assert can_settle(cast.administrator, found)


@pytest.mark.parametrize(("level", "days"), [("administrators", 7), ("animators", 31)])
def test_a_protection_beyond_an_animator_is_for_administrators(
    offer, cast, other, chief, level, days
):
    found = contest(shield(offer, cast.administrator, level=level, days=days), cast.outsider)
    assert not can_settle(other, found)
    assert not appeals_before(other).exists()
    assert list(appeals_before(chief)) == [found]


def test_who_keeps_the_page_does_not_settle(protection, cast, other):
    found = contest(protection, cast.outsider)
    add_member(structure=cast.structure, user=other, role=Membership.Role.EDITOR)
    assert not can_settle(other, found)
    assert not appeals_before(other).exists()


def test_who_could_lift_it_does_not_appeal(protection, cast, other):
    for user in (cast.animator, other, cast.administrator):
        with pytest.raises(PermissionDenied):
            contest(protection, user)


def test_one_person_at_a_time_contests_a_protection(protection, cast, other):
    first = contest(protection, cast.outsider)
    for user in (cast.outsider, cast.member):
        with pytest.raises(PermissionDenied):
            contest(protection, user)
    settle(first, other, overturns=False)
    with pytest.raises(PermissionDenied):
        contest(protection, cast.outsider)
    assert contest(protection, cast.member).is_open


def test_a_protection_that_is_over_has_nothing_to_appeal_against(protection, cast):
    lifted = lift_protection(protection=protection, by=cast.animator)
    with pytest.raises(PermissionDenied):
        contest(lifted, cast.outsider)


def test_it_is_settled_once(protection, cast, other):
    found = settle(contest(protection, cast.outsider), other, overturns=False)
    with pytest.raises(ClosedAppeal):
        settle(found, cast.administrator)


def test_the_database_holds_one_subject(block, protection, cast):
    found = contest(block, cast.outsider)
    for both in (protection, None):
        found.protection, found.block = both, block if both else None
        with pytest.raises(IntegrityError), transaction.atomic():
            found.save()


def test_a_protection_is_contested_from_its_page(client, protection, cast, other):
    url = address("appeal-protection", protection)
    assert url in page(client, address("protection", protection))
    assert client.get(url).status_code == 302
    client.force_login(cast.outsider)
    client.post(url, {"text": WHY})
    made = Appeal.objects.get()
    shown = page(client, address("protection", protection))
    assert made.get_absolute_url() in shown
    assert url not in shown
    assert client.get(url).status_code == 403
    client.force_login(other)
    shown = page(client, made.get_absolute_url())
    assert address("protection", protection) in shown
    assert address("appeal-settle", made) in shown
    typed = {"verdict": "overturn", "answer": ANSWER}
    client.post(address("appeal-settle", made), typed)
    assert Protection.objects.get().lifted_by == other

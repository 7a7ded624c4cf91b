"""Whoever is blocked may ask that someone else look at it again."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from contributions.gate import BarredAct
from journal.models import AuditEvent
from moderation.appeals.permissions import (
    can_appeal_block,
    can_read,
    can_settle,
)
from moderation.appeals.queries import appeals_before
from moderation.appeals.services import (
    withdraw_appeal,
)
from moderation.blocks.services import acknowledge, block_network, block_person, lift_block
from moderation.models import Appeal, Block
from territories.models import MemberRole, Territory
from territories.services import grant_role
from tests.cast import make_user
from tests.contributions.making import propose
from tests.moderation.appeals.making import (
    ANSWER,
    AVEYRON,
    DAY,
    WHY,
    address,
    contest,
    page,
    put,
    settle,
    shield,
    told,
)


def test_only_whom_a_block_is_about_may_appeal_against_it(block, cast):
    now = timezone.now()
    people = (cast.outsider, cast.member, cast.animator, cast.administrator)
    may = [bool(can_appeal_block(one, block, at=now)) for one in people]
    assert may == [True, False, False, False]
    block = acknowledge(block=block, user=cast.outsider)
    assert can_appeal_block(cast.outsider, block, at=now + 100 * DAY)
    assert not can_appeal_block(cast.outsider, block, at=now + 400 * DAY)


def test_the_blocked_person_appeals_and_someone_else_is_told(block, cast, other):
    found = contest(block, cast.outsider)
    assert (found.decided_by, found.territory, found.answered_by) == (
        cast.animator,
        block.territory,
        "animator",
    )
    assert told("appeal_to_settle") == {other.email}
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.data) == ("appeal.filed", {"against": "block", "reason": "spam"})


def test_an_overturned_block_ends_at_once_and_everybody_is_told(block, offer, cast, other):
    with pytest.raises(BarredAct):
        propose(offer, cast.outsider)
    settle(contest(block, cast.outsider), other)
    assert propose(offer, cast.outsider).author == cast.outsider
    block.refresh_from_db()
    assert (block.lifted_by, block.lifted_by_label) == (other, "Zoé")
    assert told("appeal_overturned") == {cast.outsider.email}
    assert told("decision_overturned") == {cast.animator.email}
    assert not told("block_lifted")
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))
    assert actions[-3:-1] == ["appeal.overturned", "block.lifted"]


def test_an_upheld_block_lasts(block, offer, cast, other):
    settle(contest(block, cast.outsider), other, overturns=False)
    with pytest.raises(BarredAct):
        propose(offer, cast.outsider)
    assert told("appeal_upheld") == {cast.outsider.email}


def test_who_placed_the_block_never_settles(block, cast):
    found = contest(block, cast.outsider)
    with pytest.raises(PermissionDenied):
        settle(found, cast.animator)
    assert not appeals_before(cast.animator).exists()
    assert told("appeal_to_settle") == {cast.administrator.email}


@pytest.mark.parametrize("days", [2, None])
def test_what_only_an_administrator_places_is_not_undone_by_an_animator(
    cast, offer, other, chief, days
):
    by = chief if days else cast.administrator
    found = contest(put(cast.outsider, by, days=days), cast.outsider)
    assert found.answered_by == "administrator"
    for animator in (other, cast.animator):
        assert not can_settle(animator, found)
        assert not appeals_before(animator).exists()
        assert can_read(animator, found)
    expected = cast.administrator if by is chief else chief
    assert can_settle(expected, found)
    assert list(appeals_before(expected)) == [found]
    assert not can_settle(by, found)


def test_a_block_of_the_whole_site_is_for_another_global_administrator(cast, offer, other, chief):
    found = contest(put(cast.outsider, cast.administrator, everywhere=True), cast.outsider)
    assert found.answered_by == "global_admin"
    country = make_user("ada@example.org", "Ada", second_factor=True)
    role = MemberRole.Role.TERRITORY_ADMIN
    grant_role(user=country, role=role, territory=found.territory)
    for user in (other, chief, country, cast.administrator):
        assert not can_settle(user, found)
        assert not appeals_before(user).exists()
    for user in (other, chief, country):
        assert not can_read(user, found)
    second = make_user("odile@example.org", "Odile", second_factor=True)
    grant_role(user=second, role=MemberRole.Role.GLOBAL_ADMIN)
    assert list(appeals_before(second)) == [found]
    settle(found, second)
    assert Block.objects.get().lifted_by == second


@pytest.mark.parametrize("who", ["member", "publisher", "animator", "administrator"])
def test_nobody_contests_the_block_of_another(block, cast, who):
    with pytest.raises(PermissionDenied):
        contest(block, getattr(cast, who))


def test_whoever_has_the_blocked_address_contests_it(cast, offer, other):
    place = Territory.objects.get(uid=AVEYRON)
    found = block_person(
        by=cast.animator,
        email="lou+essai@example.org",
        territory=place,
        acts=["propose"],
        reason="spam",
        ends_at=timezone.now() + DAY,
    )
    lou = make_user("lou@example.org", "Lou")
    settle(contest(found, lou), other)
    assert propose(offer, lou).author == lou


def test_the_block_of_a_network_is_of_nobody(cast, offer):
    found = block_network(
        by=cast.administrator,
        address="203.0.113.7",
        reason="spam",
        ends_at=timezone.now() + DAY,
    )
    with pytest.raises(PermissionDenied):
        contest(found, cast.outsider)


def test_one_contests_a_block_once_unless_one_took_it_back(block, cast, other):
    withdraw_appeal(appeal=contest(block, cast.outsider), author=cast.outsider)
    settle(contest(block, cast.outsider), other, overturns=False)
    with pytest.raises(PermissionDenied):
        contest(block, cast.outsider)


@pytest.mark.parametrize(("days", "allowed"), [(180, True), (190, False)])
def test_a_block_that_is_over_is_contested_within_six_months(block, cast, days, allowed):
    acknowledge(block=block, user=cast.outsider)
    past = timezone.now() - days * DAY
    Block.objects.update(starts_at=past, ends_at=past + DAY)
    block.refresh_from_db()
    if allowed:
        assert contest(block, cast.outsider).is_open
    else:
        with pytest.raises(PermissionDenied):
            contest(block, cast.outsider)


def test_a_lifted_block_has_nothing_to_appeal_against(block, cast):
    lifted = lift_block(block=block, by=cast.animator)
    with pytest.raises(PermissionDenied):
        contest(lifted, cast.outsider)


def test_an_appeal_answered_after_the_block_was_lifted_changes_nothing_more(block, cast, other):
    found = contest(block, cast.outsider)
    lift_block(block=block, by=cast.animator)
    settle(found, other)
    assert Block.objects.get().lifted_by == cast.animator
    assert AuditEvent.objects.filter(action="block.lifted").count() == 1


def test_a_blocked_person_reaches_the_form_although_blocked(client, block, cast, other):
    client.force_login(cast.outsider)
    url = address("appeal-block", block)
    assert url in page(client, address("my-block", block))
    assert client.post(url, {"text": "non"}).status_code == 422
    response = client.post(url, {"text": WHY})
    made = Appeal.objects.get()
    assert response["Location"] == made.get_absolute_url()
    after = page(client, address("my-block", block))
    assert url not in after
    assert made.get_absolute_url() in after
    assert WHY in page(client, made.get_absolute_url())
    client.force_login(other)
    assert made.get_absolute_url() in page(client, reverse("moderation:appeals"))
    shown = page(client, made.get_absolute_url())
    assert block.get_absolute_url() in shown
    typed = {"verdict": "overturn", "answer": ANSWER}
    assert client.post(address("appeal-settle", made), typed)["Location"] == reverse(
        "moderation:appeals"
    )
    client.force_login(cast.outsider)
    assert ANSWER in page(client, made.get_absolute_url())


def test_the_block_of_somebody_else_is_not_there(client, block, cast):
    for who in (cast.member, cast.animator, cast.administrator):
        client.force_login(who)
        assert client.get(address("appeal-block", block)).status_code == 404


@pytest.mark.parametrize("size", [1, 6])
def test_the_list_of_appeals_against_blocks_costs_the_same(
    client, cast, offer, other, size, django_assert_max_num_queries
):
    for number in range(size):
        user = make_user(f"n{number}@example.org", f"N{number}")
        contest(put(user, cast.animator), user)
    contest(shield(offer, cast.animator), cast.outsider)
    client.force_login(other)
    client.get(reverse("moderation:appeals"))
    with django_assert_max_num_queries(20):
        assert client.get(reverse("moderation:appeals")).status_code == 200

"""Whoever is blocked, or kept from a page, may ask that someone else look at it again."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from contributions.gate import BarredAct
from journal.models import AuditEvent
from moderation.appeals.errors import ClosedAppeal
from moderation.appeals.permissions import (
    can_appeal_block,
    can_appeal_protection,
    can_read,
    can_settle,
)
from moderation.appeals.queries import appeals_before
from moderation.appeals.services import (
    appeal_against_block,
    appeal_against_protection,
    settle_appeal,
    withdraw_appeal,
)
from moderation.blocks.services import acknowledge, block_network, block_person, lift_block
from moderation.models import Appeal, Block, Protection
from moderation.protection.services import lift_protection, protect
from notifications.models import Notice
from offers.models import Membership
from offers.services import add_member
from territories.models import MemberRole, Territory
from territories.services import grant_role
from tests.cast import make_user
from tests.contributions.making import propose
from tests.moderation.appeals.making import ANSWER, WHY, colleague

DAY = timedelta(days=1)
AVEYRON = "fr:department:12"


def put(user: Any, by: Any, *, days: float | None = 1, everywhere: bool = False, **said: Any):
    territory = None if everywhere else Territory.objects.get(uid=AVEYRON)
    now = timezone.now()
    ends_at = None if days is None else now + days * DAY
    said = {"acts": Block.Act.values, "reason": "spam", "ends_at": ends_at, "at": now, **said}
    return block_person(by=by, user=user, territory=territory, **said)


def shield(offer, by, *, level: str = "animators", days: float | None = 7) -> Protection:
    ends_at = None if days is None else timezone.now() + days * DAY
    return protect(target=offer, by=by, level=level, reason="dispute", ends_at=ends_at)


def contest(subject, author, text: str = WHY) -> Appeal:
    if isinstance(subject, Block):
        return appeal_against_block(block=subject, author=author, text=text)
    return appeal_against_protection(protection=subject, author=author, text=text)


def settle(found: Appeal, by, *, overturns: bool = True) -> Appeal:
    return settle_appeal(appeal=found, by=by, overturns=overturns, answer=ANSWER)


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("recipient__email", flat=True))


@pytest.fixture
def block(offer, cast):
    return put(cast.outsider, cast.animator)


@pytest.fixture
def protection(offer, cast):
    return shield(offer, cast.animator)


@pytest.fixture
def other(cast):
    return colleague()


@pytest.fixture
def chief(cast):
    user = make_user("ida@example.org", "Ida", second_factor=True)
    role = MemberRole.Role.TERRITORY_ADMIN
    grant_role(user=user, role=role, territory=Territory.objects.get(uid=AVEYRON))
    return user


# Blocks


def test_only_whom_a_block_is_about_may_appeal_against_it(block, cast):
    now = timezone.now()
    people = (cast.outsider, cast.member, cast.animator, cast.administrator)
    may = [bool(can_appeal_block(one, block, at=now)) for one in people]
    assert may == [True, False, False, False]
    block = acknowledge(block=block, user=cast.outsider)
    assert can_appeal_block(cast.outsider, block, at=now + 100 * DAY)
    assert not can_appeal_block(cast.outsider, block, at=now + 400 * DAY)


def test_whoever_cannot_lift_a_protection_may_appeal_while_it_lasts(protection, cast):
    now = timezone.now()
    people = (cast.outsider, cast.publisher, cast.animator, cast.administrator)
    may = [bool(can_appeal_protection(one, protection, at=now)) for one in people]
    assert may == [True, True, False, False]
    assert not can_appeal_protection(cast.outsider, protection, at=now + 8 * DAY)


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


# Protections


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


# Pages


def address(name: str, thing) -> str:
    return reverse(f"moderation:{name}", args=[thing.uuid])


def page(client, url: str) -> str:
    return client.get(url).content.decode().replace("&#x27;", "'")


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

"""The rules of protection, blocks, reports and trust, for every kind of person."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from contributions.discussion.places import at_page
from contributions.discussion.services import open_thread
from moderation.blocks.permissions import (
    can_acknowledge,
    can_block,
    can_block_network,
    can_lift_block,
    can_read_block,
)
from moderation.flags.permissions import can_flag, can_settle_flags
from moderation.flags.subjects import of_post
from moderation.models import Block, Protection
from moderation.protection.permissions import can_lift_protection, can_protect
from moderation.trust.permissions import can_set_trust
from offers.models import OfferPage
from territories.models import MemberRole
from territories.services import grant_role, revoke_role
from tests.cast import Cast, make_user

DAY = timedelta(days=1)
PEOPLE = ("outsider", "publisher", "member", "other_animator", "animator", "local", "administrator")
#                     outsider publisher member away animator local administrator
ANIMATORS = "no no no no yes yes yes"
ADMINISTRATORS = "no no no no no yes yes"
GLOBAL = "no no no no no no yes"


@pytest.fixture
def people(cast: Cast, offer: OfferPage) -> dict[str, Any]:
    """`local` administers the department of the offer."""
    local = make_user("leila@example.org", "Leïla", second_factor=True)
    role = MemberRole.Role.TERRITORY_ADMIN
    grant_role(user=local, role=role, territory=offer.home_territory)
    return {"local": local, **{name: getattr(cast, name) for name in PEOPLE if name != "local"}}


def allowed(people: dict[str, Any], rule: Any) -> str:
    return " ".join("yes" if rule(people[name]) else "no" for name in PEOPLE)


def test_who_protects(people: dict[str, Any], offer: OfferPage) -> None:
    soon, late = timezone.now() + DAY, timezone.now() + 60 * DAY
    assert allowed(people, lambda u: can_protect(u, offer, ends_at=soon)) == ANIMATORS
    assert allowed(people, lambda u: can_protect(u, offer, ends_at=late)) == ADMINISTRATORS
    assert allowed(people, lambda u: can_protect(u, offer, ends_at=None)) == ADMINISTRATORS
    level = Protection.Level.ADMINISTRATORS
    rule = lambda u: can_protect(u, offer, level=level, ends_at=soon)  # noqa: E731
    assert allowed(people, rule) == ADMINISTRATORS


@pytest.mark.parametrize(("days", "expected"), [(7, ANIMATORS), (90, ADMINISTRATORS)])
def test_who_lifts_a_protection(
    people: dict[str, Any], offer: OfferPage, days: int, expected: str
) -> None:
    now = timezone.now()
    protection = Protection(offer=offer, level="animators", starts_at=now, ends_at=now + days * DAY)
    assert allowed(people, lambda u: can_lift_protection(u, protection)) == expected


@pytest.mark.parametrize(
    ("where", "days", "expected"),
    [
        ("here", 1, ANIMATORS),
        ("here", 300, ADMINISTRATORS),
        ("here", 400, GLOBAL),
        ("here", None, GLOBAL),
        ("everywhere", 1, GLOBAL),
    ],
)
def test_who_blocks(
    people: dict[str, Any], offer: OfferPage, where: str, days: int | None, expected: str
) -> None:
    now = timezone.now()
    said = {
        "user": make_user("rosa@example.org", "Rosa"),
        "territory": offer.home_territory if where == "here" else None,
        "ends_at": None if days is None else now + days * DAY,
        "at": now,
    }
    assert allowed(people, lambda u: can_block(u, **said)) == expected


def test_who_blocks_a_network(people: dict[str, Any]) -> None:
    now = timezone.now()
    week = {"ends_at": now + 7 * DAY, "at": now}
    assert allowed(people, lambda u: can_block_network(u, **week)) == GLOBAL
    for ends_at in (now + 8 * DAY, None):
        assert "yes" not in allowed(
            people, lambda u, end=ends_at: can_block_network(u, ends_at=end, at=now)
        )


def test_who_reads_and_lifts_a_block(people: dict[str, Any], offer: OfferPage) -> None:
    local = Block(territory=offer.home_territory, by=people["administrator"])
    everywhere = Block(by=people["administrator"])
    assert allowed(people, lambda u: can_read_block(u, local)) == ANIMATORS
    assert allowed(people, lambda u: can_lift_block(u, local)) == ADMINISTRATORS
    for rule in (can_read_block, can_lift_block):
        assert allowed(people, lambda u, rule=rule: rule(u, everywhere)) == GLOBAL


def test_who_placed_it_lifts_it_as_long_as_they_animate_there(
    people: dict[str, Any], offer: OfferPage
) -> None:
    block = Block(territory=offer.home_territory, by=people["animator"])
    assert can_lift_block(people["animator"], block)
    revoke_role(role=MemberRole.objects.get(user=people["animator"]), by=None)
    assert not can_lift_block(people["animator"], block)


def test_the_person_alone_says_that_they_read_it(people: dict[str, Any]) -> None:
    block = Block(user=people["outsider"])
    assert allowed(people, lambda u: can_acknowledge(u, block)) == "yes no no no no no no"


def test_who_reports_and_who_settles(people: dict[str, Any], offer: OfferPage) -> None:
    said = {"subject": "Horaires", "body": "Est-ce ouvert ?"}
    thread = open_thread(author=people["outsider"], place=at_page(offer), **said)
    subject = of_post(thread.posts.get())
    assert allowed(people, lambda u: can_flag(u, subject)) == "no yes yes yes yes yes yes"
    assert allowed(people, lambda u: can_settle_flags(u, subject)) == ANIMATORS


def test_nobody_settles_what_is_said_of_themselves(
    people: dict[str, Any], offer: OfferPage
) -> None:
    said = {"subject": "Horaires", "body": "Est-ce ouvert ?"}
    thread = open_thread(author=people["animator"], place=at_page(offer), **said)
    subject = of_post(thread.posts.get())
    assert allowed(people, lambda u: can_settle_flags(u, subject)) == "no no no no no yes yes"


def test_who_gives_trust(people: dict[str, Any], offer: OfferPage) -> None:
    said = {"user": make_user("rosa@example.org", "Rosa"), "territory": offer.home_territory}
    assert allowed(people, lambda u: can_set_trust(u, **said)) == ADMINISTRATORS
    said["user"] = people["local"]
    assert not can_set_trust(people["local"], **said)

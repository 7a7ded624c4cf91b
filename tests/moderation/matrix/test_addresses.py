"""Every address of the site, for every kind of person.

A new address without a row fails the last test: say who may what before it is used.
"""

from collections.abc import Sequence

import pytest
from django.urls import NoReverseMatch, reverse

from tests.moderation.matrix.addresses import TABLE
from tests.moderation.matrix.discovery import Address, addresses
from tests.moderation.matrix.rows import Row
from tests.moderation.matrix.site_addresses import ASKED_OF, SITE, SiteRow
from tests.moderation.matrix.walking import answer, answer_at, client_of
from tests.moderation.matrix.world import EVERYBODY, LIKE, World

# Texts and drawings of Wagtail's own buttons.
CMS_OPEN = {"wagtailadmin_javascript_catalog", "wagtailadmin_sprite"}


def first_of_each_kind() -> list[Row]:
    """One row for each set of answers: who stands for whom shows there."""
    return list({(row.method, row.expected): row for row in reversed(TABLE)}.values())


@pytest.mark.parametrize("role", EVERYBODY)
def test_every_person_finds_what_is_theirs_and_nothing_else(world: World, role: str) -> None:
    asked: list[Row | SiteRow] = [row for row in TABLE if row.is_quick(role)]
    if role in LIKE:
        asked += [row for row in first_of_each_kind() if row not in asked and row.tells_apart(role)]
    if role in ASKED_OF:
        asked += SITE
    assert not wrong_answers(world, role, asked)


@pytest.mark.long
@pytest.mark.parametrize("role", EVERYBODY)
def test_so_at_the_addresses_where_nobody_stands_out(world: World, role: str) -> None:
    asked = [row for row in TABLE if row.tells_apart(role) and not row.is_quick(role)]
    assert not wrong_answers(world, role, asked)


def wrong_answers(world: World, role: str, asked: Sequence[Row | SiteRow]) -> list[str]:
    client = client_of(world, role)
    found = [(row, answer(client, world, row).status_code, row.by_role()[role]) for row in asked]
    return [
        f"{row.method} {row.name}: {status}, not {expected}"
        for row, status, expected in found
        if status != expected
    ]


@pytest.mark.parametrize("role", ["visitor", "administrator"])
def test_the_admin_of_the_site_is_closed_to_who_is_not_staff(world: World, role: str) -> None:
    client = client_of(world, role)
    found = {
        one.name: answer_at(client, path).status_code
        for one in addresses()
        if one.is_cms and (path := _path(one)) and one.name not in CMS_OPEN
    }
    assert len(found) > 100
    assert {name: status for name, status in found.items() if status not in {302, 403, 404}} == {}


def _path(one: Address) -> str | None:
    """The address with something in each of its blanks; None where it has no name."""
    try:
        return reverse(one.name, kwargs=dict.fromkeys(one.kwargs, 1))
    except NoReverseMatch:
        return None


def test_every_address_has_a_row() -> None:
    there = {one.name for one in addresses() if not one.is_cms}
    rows = {row.name for row in TABLE} | {row.name for row in SITE}
    assert there - rows == set()
    assert rows - there == set()

"""Every address of the site, for every kind of person.

A new address without a row fails the last test: say who may what before it is used.
"""

import pytest
from django.urls import NoReverseMatch, reverse

from tests.moderation.matrix.addresses import TABLE
from tests.moderation.matrix.discovery import Address, addresses
from tests.moderation.matrix.site_addresses import ASKED_OF, SITE
from tests.moderation.matrix.walking import answer, answer_at, client_of
from tests.moderation.matrix.world import EVERYBODY, World

# Texts and drawings of Wagtail's own buttons.
CMS_OPEN = {"wagtailadmin_javascript_catalog", "wagtailadmin_sprite"}


@pytest.mark.parametrize("role", EVERYBODY)
def test_every_person_finds_what_is_theirs_and_nothing_else(world: World, role: str) -> None:
    client = client_of(world, role)
    asked = [row for row in TABLE if row.tells_apart(role)]
    asked += [row for row in SITE if role in ASKED_OF]
    found = [(row, answer(client, world, row).status_code, row.by_role()[role]) for row in asked]
    wrong = [
        f"{row.method} {row.name}: {status}, not {expected}"
        for row, status, expected in found
        if status != expected
    ]
    assert not wrong, "\n".join(wrong)


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

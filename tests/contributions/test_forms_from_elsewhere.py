"""No other site acts in somebody's name: no form without its token, no act by a mere link."""

from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.moderation.matrix.addresses import TABLE
from tests.moderation.matrix.conftest import world
from tests.moderation.matrix.rows import GET, POST, Row
from tests.moderation.matrix.world import ROLES, World

__all__ = ["world"]
REFUSED = {401, 403, 404}
POSTED = [row for row in TABLE if row.method == POST]


def _someone_who_may(row: Row) -> str:
    """The most trusted person that the row lets in; when it asks for a seal, anybody."""
    by_role = row.by_role()
    may = [role for role in ROLES[1:] if by_role[role] not in REFUSED]
    return may[-1] if may else "author"


def _asked(client: Client, world: World, row: Row, method: str) -> Any:
    cache.clear()
    with transaction.atomic():
        answer = getattr(client, method)(reverse(row.name, args=row.args(world)), row.data)
        transaction.set_rollback(True)
    return answer


def _let_in(world: World, row: Row, **said: Any) -> Client:
    client = Client(**said)
    if user := world.people[_someone_who_may(row)]:
        client.force_login(user)
    return client


def test_a_form_without_its_token_does_nothing(world: World) -> None:
    rows = [row for row in POSTED if set(row.by_role().values()) - REFUSED]
    found = {
        row.name: _asked(_let_in(world, row, enforce_csrf_checks=True), world, row, POST)
        for row in rows
    }
    assert {name: answer.status_code for name, answer in found.items()} == dict.fromkeys(found, 403)


def test_what_is_only_done_by_a_form_is_not_done_by_a_link(world: World) -> None:
    read = {row.name for row in TABLE if row.method == GET}
    rows = [row for row in POSTED if row.name not in read]
    assert rows
    found = {row.name: _asked(_let_in(world, row), world, row, GET).status_code for row in rows}
    assert found == dict.fromkeys(found, 405)

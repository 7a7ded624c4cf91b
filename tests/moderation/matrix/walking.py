"""Asking the site as somebody, and leaving it as it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.moderation.matrix.rows import Row
from tests.moderation.matrix.world import World


def client_of(world: World, role: str, **said: Any) -> Client:
    client = Client(**said)
    if user := world.people[role]:
        client.force_login(user)
    return client


def answer(client: Client, world: World, row: Row, *, method: str = "") -> Any:
    """What the person is answered; whatever it did is undone before the next row."""
    cache.clear()
    address = reverse(row.name, args=row.args(world))
    with undone():
        return getattr(client, method or row.method)(address, row.data)


def answer_at(client: Client, path: str) -> Any:
    with undone():
        return client.get(path)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done inside, and no transaction of the site: it belongs to the test."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)

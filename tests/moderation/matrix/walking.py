"""Asking the site as somebody, and leaving it as it was."""

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
    with transaction.atomic():
        response = getattr(client, method or row.method)(address, row.data)
        transaction.set_rollback(True)
    return response


def answer_at(client: Client, path: str) -> Any:
    with transaction.atomic():
        response = client.get(path)
        transaction.set_rollback(True)
    return response

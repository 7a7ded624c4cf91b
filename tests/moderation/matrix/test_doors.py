"""No consumer and no API operation without a row: say who may what before it is used."""

from django.contrib.sessions.backends.db import SessionStore

from moderation.live.watching import may_enter
from tests.moderation.matrix.consumers import OPERATIONS, SOCKETS
from tests.moderation.matrix.discovery import consumers, operations
from tests.moderation.matrix.world import EVERYBODY, World


def test_the_socket_of_moderation_lets_in_whoever_may_open_the_queue(world: World) -> None:
    let_in = {role for role in EVERYBODY if may_enter(world.people[role], SessionStore())}
    assert let_in == SOCKETS["moderation.live.consumers.ModerationConsumer"]


def test_every_consumer_has_a_row() -> None:
    assert consumers() == set(SOCKETS)


def test_every_operation_has_a_row() -> None:
    assert operations() == set(OPERATIONS)

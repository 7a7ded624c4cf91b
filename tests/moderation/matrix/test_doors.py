"""No consumer and no API operation without a row: say who may what before it is used."""

from tests.moderation.matrix.consumers import OPERATIONS, SOCKETS
from tests.moderation.matrix.discovery import consumers, operations


def test_every_consumer_has_a_row() -> None:
    assert consumers() == set(SOCKETS)


def test_every_operation_has_a_row() -> None:
    assert operations() == set(OPERATIONS)

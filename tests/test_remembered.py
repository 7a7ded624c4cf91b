"""What a fixture wrote is what it hands out, whatever was remembered before it.

On SQLite, the database of the fast suite: elsewhere nothing is remembered.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from offers.models import OfferPage, Structure
from tests.factories import make_offer, make_structure
from tests.plugins import remembered as plugin
from tests.plugins.remembered import Remembered


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch, words) -> None:
    monkeypatch.setattr(plugin, "_memories", {})


def in_a_test(work: Callable[[Remembered], Any]) -> Any:
    with transaction.atomic():
        done = work(Remembered())
        transaction.set_rollback(True)
    return done


def structure_and_offer(remembered: Remembered) -> tuple[str, str]:
    """The public id of a structure as an offer's fixture holds it, and as the database does."""
    structure = remembered("structure", make_structure)
    offer: OfferPage = remembered("offer", lambda: make_offer(structure=structure))
    return offer.structure.public_id, Structure.objects.get(offers=offer).public_id


def test_the_same_rows_are_written_again() -> None:
    held, stored = in_a_test(structure_and_offer)
    assert held == stored
    assert in_a_test(structure_and_offer) == (held, stored)


def test_what_was_made_anew_is_not_taken_for_what_was_remembered() -> None:
    first, _stored = in_a_test(structure_and_offer)
    for key in [key for key in plugin._memories if key[0] == "structure"]:
        del plugin._memories[key]
    held, stored = in_a_test(structure_and_offer)
    assert held == stored
    assert held != first


def test_a_table_that_was_emptied_counts_as_one_without_rows() -> None:
    first = in_a_test(structure_and_offer)
    with connection.cursor() as cursor:
        table = Structure._meta.db_table
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, 0)", [table])
    assert in_a_test(structure_and_offer) == first

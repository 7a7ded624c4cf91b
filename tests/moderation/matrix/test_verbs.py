"""Every verb of the services that asks for a right, called as every kind of person.

A new verb without a row fails the last test: say who may call it before it is used.
"""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from tests.moderation.matrix.discovery import verbs
from tests.moderation.matrix.unasked import UNASKED
from tests.moderation.matrix.verbs import ASKED, Verb
from tests.moderation.matrix.world import EVERYBODY, World

BROKEN = (TypeError, AttributeError, KeyError, NameError)


@pytest.mark.parametrize("role", EVERYBODY[1:])
def test_a_verb_refuses_whoever_has_no_right_to_it(world: World, role: str) -> None:
    found = [(verb, _answer(verb, world, role), verb.by_role()[role]) for verb in ASKED]
    wrong = [
        f"{verb.name}: {got}, not {expected}" for verb, got, expected in found if got != expected
    ]
    assert not wrong, "\n".join(wrong)


def _answer(verb: Verb, world: World, role: str) -> str:
    """`n` when the right is refused; anything else that a person can be told is a `y`."""
    with transaction.atomic():
        try:
            verb.call(world, role)
        except PermissionDenied:
            return "n"
        except BROKEN:
            raise
        except Exception:  # noqa: BLE001 the right was there, something else was missing
            return "y"
        finally:
            transaction.set_rollback(True)
    return "y"


def test_every_verb_has_a_row() -> None:
    rows = {verb.name for verb in ASKED}
    assert verbs() - rows - UNASKED == set()
    assert (rows | UNASKED) - verbs() == set()
    assert rows & UNASKED == set()

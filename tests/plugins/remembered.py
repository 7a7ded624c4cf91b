"""What a fixture writes, written again at once in the tests that follow.

Making the cast, an offer or the site's tree goes through the services: hundreds of queries, most of
them reads and checks. Asked again in the same state, the same fixture writes the same rows: the
first time its writes and its value are kept, then the writes are sent again and the value copied.
The state is what the test was given before, and how many rows each table ever had.
Only on SQLite, whose counters go back with the transaction, and never while a test moves the clock.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import NoneType
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import connection, transaction
from django.db.models import Model

Memo = dict[int, Any]
_HARMLESS = ("SELECT", "SAVEPOINT", "RELEASE", "PRAGMA", "BEGIN")
_WRITES = ("INSERT", "UPDATE", "DELETE")
_FIXED = {str, int, float, bool, bytes, NoneType, date, datetime, Decimal, UUID}


@dataclass(slots=True, eq=False)
class Memory:
    """The writes in their order; `whole` turns false on a statement that cannot be sent again."""

    writes: list[tuple[str, Any, bool]] = field(default_factory=list)
    value: Any = None
    whole: bool = True

    def listen(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        verb = sql.lstrip("( \n")[:9].upper()
        if verb.startswith(_WRITES):
            self.writes.append((sql, list(params) if many else params, many))
        elif not verb.startswith(_HARMLESS):
            self.whole = False
        return execute(sql, params, many, context)

    def write_again(self) -> None:
        """Without what Django does around each statement: they went through it once."""
        with transaction.atomic(), connection.cursor() as cursor:
            for sql, params, many in self.writes:
                (cursor.cursor.executemany if many else cursor.cursor.execute)(sql, params)


_memories: dict[tuple[Any, ...], Memory] = {}


class Remembered:
    """One for each test: what it hands out shares its objects, as what the services return does."""

    def __init__(self) -> None:
        self._given: Memo = {}
        self._before: tuple[Memory, ...] = ()

    def __call__(self, name: str, make: Callable[[], Any]) -> Any:
        if connection.vendor != "sqlite" or time_machine.escape_hatch.is_travelling():
            return make()
        key = (name, self._before, _counters())
        if key not in _memories:
            return self._made(key, make)
        memory = _memories[key]
        memory.write_again()
        self._before += (memory,)
        return _copy(memory.value, self._given)

    def _made(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        memory = Memory()
        self._before += (memory,)
        with connection.execute_wrapper(memory.listen):
            value = make()
        if memory.whole:
            kept = self._kept()
            memory.value = _copy(value, kept)
            self._give(kept)
            _memories[key] = memory
        return value

    def _kept(self) -> Memo:
        """For each object in the hands of this test, the one kept untouched."""
        return {id(self._given[id(kept)]): kept for kept in _originals(self._given)}

    def _give(self, kept: Memo) -> None:
        for given in _originals(kept):
            self._given[id(kept[id(given)])] = given
            self._given.setdefault(id(self._given), []).append(kept[id(given)])


def _copy(value: Any, memo: Memo) -> Any:
    """As `deepcopy` does, which takes a model apart and puts it together again field by field."""
    Model.__deepcopy__ = _copy_model
    try:
        return deepcopy(value, memo)
    finally:
        del Model.__deepcopy__


def _copy_model(model: Model, memo: Memo) -> Model:
    made = memo[id(model)] = object.__new__(type(model))
    for name, value in vars(model).items():
        made.__dict__[name] = value if type(value) in _FIXED else deepcopy(value, memo)
    return made


def _originals(memo: Memo) -> list[Any]:
    """What `deepcopy` copied: it keeps them alive in its memo, under the memo's own id."""
    return [one for one in memo.get(id(memo), ()) if id(one) in memo]


def _counters() -> tuple[tuple[str, int], ...]:
    """How many rows each table ever had: equal when nothing else was added meanwhile.

    A table that was emptied counts from zero, as one that never had a row.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence WHERE seq > 0 ORDER BY name")
        return tuple(cursor.fetchall())


@pytest.fixture
def remembered(db: None) -> Remembered:
    return Remembered()

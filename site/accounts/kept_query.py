"""Questions that every request asks, put into SQL once.

Django builds and compiles a query anew each time: one to six milliseconds of Python for those with
several joins or conditions, more than the database takes to answer (docs/adr).
"""

import json
from collections.abc import Callable
from copy import copy
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

RowT = TypeVar("RowT")


class Slot(Expression):
    """Stands for a value that is known when the question is asked: a number, a text, a moment, or
    what `__among` takes a list of; never a model."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, _compiler: SQLCompiler, _connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        return "%s", [self]


class KeptQuery(Generic[RowT]):
    """`build` gives the query of some slots, whose names the values bear when it is asked. What it
    does besides must not depend on the day, the language or the person."""

    def __init__(self, build: Callable[[type[Slot]], "QuerySet[Any, RowT]"]) -> None:
        self._build = build
        self._kept: dict[str, _Compiled] = {}

    @cached_property
    def _rows(self) -> "QuerySet[Any, RowT]":
        return self._build(Slot)

    def ask(self, **values: Any) -> list[RowT]:
        """The rows, read now. KeyError when a value is missing; TransactionManagementError when
        they are to be locked outside a transaction."""
        alias = self._rows.db
        if alias not in self._kept:
            self._kept[alias] = _Compiled(self._rows, alias)
        rows = self._rows.all()
        compiler = self._kept[alias].with_values(values)
        # Whatever reads the rows (models, tuples, what comes with them) asks the query for it.
        rows.query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]
        return list(rows)

    def one(self, **values: Any) -> RowT | None:
        """The first of them, None when there is none."""
        return next(iter(self.ask(**values)), None)

    def get(self, **values: Any) -> RowT:
        """The row that must be there. Raises the DoesNotExist of its model."""
        found = self.one(**values)
        if found is None:
            raise self._rows.model.DoesNotExist
        return found


class _Compiled:
    def __init__(self, rows: "QuerySet[Any, Any]", alias: str) -> None:
        self._compiler = rows.query.get_compiler(using=alias)
        self._sql, self._params = self._compiler.as_sql()
        self._alias = alias
        self._locks = rows.query.select_for_update

    def with_values(self, values: dict[str, Any]) -> Any:
        """The compiler as it was after its work, that only has these values to add."""
        connection = connections[self._alias]
        if self._locks and not connection.in_atomic_block:
            raise TransactionManagementError("Rows are locked in a transaction.")
        params = tuple(_value(param, values, connection) for param in self._params)
        compiler: Any = copy(self._compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_options: (self._sql, params)
        return compiler


def _value(param: Any, values: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
    if not isinstance(param, Slot):
        return param
    return as_parameter(values[param.name], connection)


def as_parameter(value: Any, connection: BaseDatabaseWrapper) -> Any:
    """As the driver of the database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, list) and connection.vendor == "sqlite":
        return json.dumps(value)
    return value

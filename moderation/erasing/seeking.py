"""Where the passages stand, in every store of what they are to be taken away from."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler

from moderation.erasing.passages import Needle
from moderation.erasing.rewriting import holds
from moderation.erasing.stores import AS_IT_IS, Store, stores
from moderation.erasing.subjects import Subject


class Resembles(Func):
    """Whether the text of a column, JSON or not, meets a LIKE pattern, whatever the case."""

    output_field = BooleanField()
    template = "(%(expressions)s)"
    arg_joiner = " LIKE "

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, arg_joiner=" ILIKE ", **context)


@dataclass(frozen=True, slots=True)
class Place:
    """One column of one row that holds a passage; `value` as its store reads it."""

    store: Store
    row: Any
    column: str
    value: Any


def places(needle: Needle, subject: Subject) -> Iterator[Place]:
    """In the order of the declarations; each store is read to its end before it is written to."""
    for store in stores():
        yield from places_in(store, needle, subject)


def places_in(store: Store, needle: Needle, subject: Subject) -> list[Place]:
    rows = _rows(store, subject)
    if rows is None:
        return []
    if store.codec is AS_IT_IS and "%" not in needle.likes:
        rows = rows.filter(_resembling(store, needle))
    found: list[Place] = []
    for row, *values in rows.order_by("pk").values_list("pk", *store.columns).iterator():
        for column, kept in zip(store.columns, values, strict=True):
            value = store.codec.read(kept)
            if holds(value, needle):
                found.append(Place(store, row, column, value))
    return found


def _rows(store: Store, subject: Subject) -> QuerySet[Any] | None:
    rows: QuerySet[Any] = QuerySet(store.model).filter(store.only)
    if subject.key is None or store.about is None:
        return rows
    about = store.about(subject.kind, subject.key)
    if about is None:
        return None
    return rows.filter(pk__in=QuerySet(store.model).filter(about).values("pk"))


def _resembling(store: Store, needle: Needle) -> Q:
    asked = [
        Q(Resembles(Cast(F(column), TextField()), Value(like)))
        for column in store.columns
        for like in needle.likes
    ]
    return reduce(or_, asked)

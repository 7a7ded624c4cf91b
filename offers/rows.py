"""Rows by the thousand: keys reserved first, values made ready, one statement a table.

Django's own bulk_create costs five times the CPU here, and refuses models that have a parent table.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache, partial
from types import SimpleNamespace
from typing import Any, Literal

from django.db import connection, models
from django.utils import timezone

from territories.bulk import insert_rows

_Ready = Callable[[Any], Any]
# A field that is stored, so that it has a column.
Column = Any


def reserve_keys(model: type[models.Model], count: int) -> list[int]:
    """Primary keys nobody else will get. On SQLite only inside a transaction that may write
    (`transaction_mode` IMMEDIATE), which keeps all other writers out."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, model._meta.pk.column, count],
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    last = row[0] if row else 0
    return list(range(last + 1, last + 1 + count))


def insert_instances(model: type[models.Model], instances: Sequence[models.Model]) -> None:
    """Insert the model's own columns of each instance, whatever model it is an instance of.

    No signal, no validation, no default but those the instances already hold.
    """
    if not instances:
        return
    local: Sequence[Column] = model._meta.local_concrete_fields
    fields = [field for field in local if _has_key(field, instances)]
    insert_rows(model, [field.column for field in fields], values_of(fields, instances))


def insert_values(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows told by their attnames: no instance of the model is made.

    What a row does not say takes its default, the same for all; the key is left to the database
    unless the first row says it.
    """
    if not rows:
        return
    local: Sequence[Column] = model._meta.local_concrete_fields
    fields = [f for f in local if not f.primary_key or f.attname in rows[0]]
    defaults = {field.attname: field.get_default() for field in fields}
    said = (list({**defaults, **row}.values()) for row in rows)
    insert_rows(model, [field.column for field in fields], _made_ready(fields, said))


def insert_with_history(model: type[models.Model], instances: Sequence[Any]) -> None:
    """Insert new instances of a model that django-simple-history tracks, and what it keeps."""
    for instance, key in zip(instances, reserve_keys(model, len(instances)), strict=True):
        instance.pk = key
        instance._state.adding = False
    insert_instances(model, instances)
    insert_history(model, instances, kind="+")


def insert_history(
    model: Any, instances: Sequence[Any], *, kind: Literal["+", "~"], reason: str | None = None
) -> None:
    """The rows of history that saving these instances one by one, by nobody, would leave."""
    said = {
        "history_date": timezone.now(),
        "history_type": kind,
        "history_change_reason": reason,
        "history_user_id": None,
    }
    history = model.history.model
    fields = [field for field in history._meta.local_concrete_fields if not field.primary_key]
    kept = [field for field in fields if field.attname not in said]
    own = [field for field in fields if field.attname in said]
    constant = values_of(own, [SimpleNamespace(**said)])[0]
    rows = [(*row, *constant) for row in values_of(kept, instances)]
    insert_rows(history, [field.column for field in [*kept, *own]], rows)


def _has_key(field: Column, instances: Sequence[models.Model]) -> bool:
    """A key that was not reserved is left to the database."""
    return not field.primary_key or (getattr(instances[0], field.attname) is not None)


def values_of(fields: Sequence[Column], instances: Iterable[Any]) -> list[tuple[Any, ...]]:
    names = [field.attname for field in fields]
    return _made_ready(fields, ([getattr(one, name) for name in names] for one in instances))


def _made_ready(fields: Sequence[Column], rows: Iterable[list[Any]]) -> list[tuple[Any, ...]]:
    readers = [(rank, _ready(field, connection.vendor)) for rank, field in enumerate(fields)]
    special = [(rank, ready) for rank, ready in readers if ready]
    done = []
    for row in rows:
        for rank, ready in special:
            row[rank] = ready(row[rank])
        done.append(tuple(row))
    return done


def update_instances(
    model: type[models.Model], names: Sequence[str], instances: Sequence[models.Model]
) -> None:
    """Write the named fields of each instance on the row of its key, in one prepared statement."""
    fields: list[Column] = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    key: Column = model._meta.pk
    sql = f"UPDATE {quote(model._meta.db_table)} SET {columns} WHERE {quote(key.column)} = %s"  # noqa: S608 only our names
    with connection.cursor() as cursor:
        cursor.executemany(sql, values_of([*fields, key], instances))


def _json(value: Any, *, encode: Callable[[Any], str]) -> str | None:
    if value is None:
        return None
    # Most lists of a page are empty.
    return encode(value) if value != [] else "[]"


@cache
def _ready(field: Column, vendor: str) -> _Ready | None:
    """How a value becomes what the driver takes; None when it is that already."""
    plain = (models.CharField, models.TextField, models.IntegerField, models.FloatField)
    if field.choices and isinstance(field, models.CharField):
        # A member of TextChoices is a string to Python, an enum to the driver of PostgreSQL.
        return lambda value: None if value is None else str(value)
    if isinstance(field, (*plain, models.BooleanField, models.ForeignKey, models.AutoField)):
        return None
    if isinstance(field, models.JSONField):
        return partial(_json, encode=(field.encoder or json.JSONEncoder)().encode)
    if isinstance(field, models.DateTimeField):
        # A batch holds few different moments, and SQLite wants each as text.
        return lru_cache(maxsize=4096)(lambda value: field.get_db_prep_save(value, connection))
    return lambda value: field.get_db_prep_save(value, connection)

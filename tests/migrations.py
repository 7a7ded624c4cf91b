"""What a migration must not do to a table that is full and in use."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterIndexTogether,
    AlterUniqueTogether,
    CreateModel,
    RemoveIndex,
    RunPython,
    RunSQL,
    SeparateDatabaseAndState,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import CharField, Field, GeneratedField, Value

from accounts.concurrently import AddIndexConcurrently, RemoveIndexConcurrently

CONCURRENT = (AddIndexConcurrently, RemoveIndexConcurrently)


def faults(migration: Migration, state: ProjectState) -> Iterator[str]:
    """`state` is that before the migration. Tables that it makes itself are empty."""
    made = {one.name_lower for one in migration.operations if isinstance(one, CreateModel)}
    for operation in flat(migration.operations):
        if getattr(operation, "model_name_lower", None) not in made:
            yield from _faults_of(operation, migration, state)
        operation.state_forwards(migration.app_label, state)


def flat(operations: Any) -> Iterator[Operation]:
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from flat(operation.database_operations)
        else:
            yield operation


def _faults_of(operation: Operation, migration: Migration, state: ProjectState) -> Iterator[str]:
    match operation:
        case AddIndexConcurrently() | RemoveIndexConcurrently():
            if migration.atomic or len(migration.operations) > 1:
                yield "an index is made alone, in a migration with atomic = False"
        case AddIndex() | RemoveIndex() | AlterIndexTogether():
            yield "an index is made while nobody writes: see accounts.concurrently"
        case AddConstraint() | AlterUniqueTogether():
            yield "a constraint is checked on every row while nobody reads"
        case RunPython() | RunSQL() if migration.atomic:
            yield "rows are rewritten in one transaction: atomic = False, and by batches"
        case AddField():
            yield from _faults_of_new(operation.field)
        case AlterField():
            model = state.models[migration.app_label, operation.model_name_lower]
            yield from _faults_of_change(model.get_field(operation.name), operation.field)


def _faults_of_new(field: Field) -> Iterator[str]:
    if isinstance(field, GeneratedField):
        yield "a computed column writes every row again"
    if field.has_db_default() and not isinstance(field.db_default, Value):
        yield "a default that the database computes writes every row again"
    if field.unique:
        yield "a unique column is indexed while nobody writes"


def _faults_of_change(before: Field, after: Field) -> Iterator[str]:
    if _type(before) != _type(after) and not _grows(before, after):
        yield "a column of another type writes every row again"
    if before.null and not after.null:
        yield "every row is read while nobody reads or writes"
    if not (before.db_index or before.unique) and (after.db_index or after.unique):
        yield "an index is made while nobody writes: see accounts.concurrently"


def _type(field: Field) -> Any:
    return field.__class__ if field.is_relation else field.db_type(connection)


def _grows(before: Field, after: Field) -> bool:
    """A longer or an endless text is the same on the disk."""
    if not (isinstance(before, CharField) and isinstance(after, CharField)):
        return False
    return after.max_length is None or (before.max_length or 0) <= after.max_length

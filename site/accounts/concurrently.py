"""Indexes made and dropped while people read and write, on databases that can.

A migration that holds one has `atomic = False` and nothing else in it: stopped half-way, it leaves
an index that PostgreSQL calls invalid, to be dropped by hand before it is run again.
"""

from typing import Any

from django.contrib.postgres import operations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddIndex, RemoveIndex
from django.db.migrations.state import ProjectState

_Editor = BaseDatabaseSchemaEditor


class AddIndexConcurrently(operations.AddIndexConcurrently):
    def database_forwards(self, label: str, editor: _Editor, *states: ProjectState) -> None:
        _kind(editor, operations.AddIndexConcurrently, AddIndex).database_forwards(
            self, label, editor, *states
        )

    def database_backwards(self, label: str, editor: _Editor, *states: ProjectState) -> None:
        _kind(editor, operations.AddIndexConcurrently, AddIndex).database_backwards(
            self, label, editor, *states
        )


class RemoveIndexConcurrently(operations.RemoveIndexConcurrently):
    def database_forwards(self, label: str, editor: _Editor, *states: ProjectState) -> None:
        _kind(editor, operations.RemoveIndexConcurrently, RemoveIndex).database_forwards(
            self, label, editor, *states
        )

    def database_backwards(self, label: str, editor: _Editor, *states: ProjectState) -> None:
        _kind(editor, operations.RemoveIndexConcurrently, RemoveIndex).database_backwards(
            self, label, editor, *states
        )


def _kind(editor: _Editor, concurrent: Any, plain: Any) -> Any:
    """SQLite has one writer at a time whatever is asked."""
    return concurrent if editor.connection.vendor == "postgresql" else plain

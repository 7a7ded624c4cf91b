"""No row is locked beside what it names.

PostgreSQL, once it got the lock, would join the new row to what the old one named: nothing.
"""

from typing import Any

from django.db.models.sql.compiler import SQLCompiler

_compile = SQLCompiler.as_sql


def _as_sql(self: SQLCompiler, *args: Any, **options: Any) -> Any:
    query = self.query
    if query.select_for_update and query.select_related:
        raise AssertionError(f"{query.model.__name__}: lock first, then read what it names")
    return _compile(self, *args, **options)


SQLCompiler.as_sql = _as_sql  # type: ignore[method-assign]

"""Lists sent as one parameter: the statement stays the same whatever their length, PostgreSQL keeps
its plan, and a hundred keys cost little more than one.

`field__among=[…]` finds the same rows as `field__in`; `field__under=[…]` those whose text begins
with one of the list, by no index: for rows that are few already.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Field, ForeignObject, Lookup
from django.db.models.sql.compiler import SQLCompiler

from accounts.kept_query import Slot, as_parameter


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup[Any]):
    lookup_name = "among"
    prepare_rhs = False
    sql = "%s = ANY(%%s)"
    sqlite = "%s IN (SELECT value FROM json_each(%%s))"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        lhs, params = self.process_lhs(compiler, connection)
        is_sqlite = connection.vendor == "sqlite"
        return (self.sqlite if is_sqlite else self.sql) % lhs, [*params, self._listed(connection)]

    def _listed(self, connection: BaseDatabaseWrapper) -> Any:
        if isinstance(self.rhs, Slot):
            return self.rhs
        field = self.lhs.output_field
        values = [field.get_db_prep_value(one, connection) for one in self.rhs]
        if not values:
            raise EmptyResultSet
        return as_parameter(values, connection)


@CharField.register_lookup
class Under(Among):
    lookup_name = "under"
    sql = "EXISTS (SELECT 1 FROM unnest(%%s::text[]) AS head WHERE starts_with(%s, head))"
    sqlite = "EXISTS (SELECT 1 FROM json_each(%%s) WHERE instr(%s, value) = 1)"

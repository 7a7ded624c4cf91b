"""`field__among=[…]`: the same rows as `field__in`, with the list sent as one parameter.

The statement stays the same whatever the length of the list: PostgreSQL keeps its plan, and a
hundred keys cost little more than one. For pages that read many rows by their keys.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignObject, Lookup
from django.db.models.sql.compiler import SQLCompiler

from accounts.kept_query import Slot, as_parameter


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup[Any]):
    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        lhs, params = self.process_lhs(compiler, connection)
        is_sqlite = connection.vendor == "sqlite"
        among = "IN (SELECT value FROM json_each(%s))" if is_sqlite else "= ANY(%s)"
        return f"{lhs} {among}", [*params, self._listed(connection)]

    def _listed(self, connection: BaseDatabaseWrapper) -> Any:
        if isinstance(self.rhs, Slot):
            return self.rhs
        field = self.lhs.output_field
        values = [field.get_db_prep_value(one, connection) for one in self.rhs]
        if not values:
            raise EmptyResultSet
        return as_parameter(values, connection)

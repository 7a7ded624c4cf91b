"""SQL of migrations that one database needs and the others do not."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def run_on(
    vendor: str, statements: Sequence[str]
) -> Callable[[Any, BaseDatabaseSchemaEditor], None]:
    """What `RunPython` calls: the statements one after the other, nothing on another database."""

    def execute(_apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == vendor:
            for statement in statements:
                schema_editor.execute(statement)

    return execute

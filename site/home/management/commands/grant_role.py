from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection, transaction

from home.web_role import grants

_CAN_DO_MORE = """
    SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication
        OR EXISTS (SELECT 1 FROM pg_auth_members WHERE member = pg_roles.oid)
        OR EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid)
    FROM pg_roles WHERE rolname = %s
"""


class Command(BaseCommand):
    help = "Let a PostgreSQL role read and write rows, and nothing else. Run it as the owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", help="an existing role: CREATE ROLE … LOGIN PASSWORD …")

    def handle(self, *, role: str, **_options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Roles are PostgreSQL's: DATABASE_URL names another database.")
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_CAN_DO_MORE, [role])
                _check(role, cursor.fetchone())
                for statement in grants(role, database=connection.settings_dict["NAME"]):
                    cursor.execute(statement)
        except ProgrammingError as refusal:
            raise CommandError(f"PostgreSQL refuses: {refusal}") from None
        self.stdout.write(f"{role} reads and writes rows, and nothing else.")


def _check(role: str, found: tuple[bool] | None) -> None:
    if found is None:
        raise CommandError(f"There is no role {role}: CREATE ROLE {role} LOGIN PASSWORD '…'.")
    [can_do_more] = found
    if can_do_more:
        raise CommandError(
            f"{role} may do more than its grants: it owns tables, is of another role, or may make "
            "roles or databases. Name a role made for this."
        )

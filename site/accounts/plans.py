"""How many plans a connection to PostgreSQL keeps."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver

# psycopg forgets all but the last hundred: an edit and its acceptance ask ninety questions, a
# search and a list twenty each, and every connection serves them all.
MOST_PLANS = 500


@receiver(connection_created)
def keep_more_plans(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if connection.vendor == "postgresql":
        connection.connection.prepared_max = MOST_PLANS

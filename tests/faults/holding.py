"""Who writes to a table stands still in the middle of what they do, as long as it is held."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db.models import Model

from tests.processes.making import Town
from tests.processes.running import until

_WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = '{name}'
        AND cardinality(pg_blocking_pids(pid)) > 0
"""


@contextmanager
def held(here: Town, model: type[Model]) -> Iterator[None]:
    """Readers of the table go on."""
    with psycopg.connect(here.server.url(here.database)) as holder:
        holder.execute(f'LOCK TABLE "{model._meta.db_table}" IN SHARE MODE')
        yield


def wait_until_it_stands_still(here: Town, process: str) -> None:
    """A process of the site, in the middle of a transaction of its own."""

    def stands() -> bool:
        [(count,)] = here.server.run(_WAITING.format(name=process), on=here.database)
        return bool(count)

    until(stands, f"{process} never came to write")

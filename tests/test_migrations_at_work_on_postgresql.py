"""Migrations on 100,000 offers while people read pages and write to them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from time import sleep

import pytest
from django.db import connection, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.test import Client

from accounts.concurrently import AddIndexConcurrently
from home.management.commands.migrate import waiting_shortly
from offers.models import PublicOffer
from tests.at_once import need_postgresql
from tests.config.processes import eventually
from tests.migrations import faults

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True), pytest.mark.long]

OFFERS = 100_000
# Seconds that somebody may wait for a lock.
LONGEST = 1.0


@pytest.fixture
def many(offer) -> None:
    """Copies of its public row, whose pages are not there."""
    need_postgresql()
    columns = [
        field.column
        for field in PublicOffer._meta.concrete_fields
        if field.column not in {"offer_id", "public_id"}
    ]
    listed = ", ".join(f'"{column}"' for column in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            f"INSERT INTO offers_publicoffer (offer_id, public_id, {listed}) "  # noqa: S608 our own columns
            f"SELECT 1000000 + n, lpad(n::text, 8, '0'), {listed} "
            "FROM offers_publicoffer, generate_series(1, %s) n",
            [OFFERS],
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE offers_publicoffer")
    assert PublicOffer.objects.count() >= OFFERS


# How long those who wait have waited, whoever they wait for; not the one who migrates.
_WAITS = """
    SELECT extract(epoch FROM max(clock_timestamp() - waitstart))::float
    FROM pg_locks WHERE NOT granted AND pid <> %s
"""


@dataclass
class Lived:
    """What people did meanwhile, and the waits that were seen, in seconds."""

    reads: int = 0
    writes: int = 0
    waits: list[float] = field(default_factory=lambda: [0.0])

    def goes_on(self, failed: list[BaseException]) -> None:
        """Until both have done something more, however slow the machine, or one has failed."""
        reads, writes = self.reads, self.writes
        eventually(lambda: bool(failed) or (self.reads > reads + 2 and self.writes > writes + 2))


def again(act: Callable[[], None], stop: Event, failed: list[BaseException]) -> None:
    try:
        while not stop.is_set():
            act()
    except BaseException as error:  # noqa: BLE001 raised again in the thread of the test
        failed.append(error)
    finally:
        connection.close()


@contextmanager
def people(offer) -> Iterator[Lived]:
    """A reader and a writer, who do not stop, and somebody who looks how long they wait for locks:
    how long they take besides is the machine's affair."""
    lived, stop, client = Lived(), Event(), Client()
    failed: list[BaseException] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [migrating] = cursor.fetchone()

    def read() -> None:
        assert client.get(offer.get_absolute_url()).status_code == 200
        lived.reads += 1

    def write() -> None:
        PublicOffer.objects.filter(pk=offer.pk).update(version=models.F("version") + 1)
        lived.writes += 1

    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_WAITS, [migrating])
            lived.waits.append(cursor.fetchone()[0] or 0.0)
        sleep(0.02)

    threads = [Thread(target=again, args=[act, stop, failed]) for act in (read, write, look)]
    for thread in threads:
        thread.start()
    try:
        lived.goes_on(failed)
        yield lived
        lived.goes_on(failed)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert not failed, failed


COLUMN = migrations.AddField("publicoffer", "tried", models.TextField(default=""))
INDEX = AddIndexConcurrently(
    "publicoffer", models.Index(fields=["state", "offer_id"], name="tried_in_order")
)


def made(operation, *, atomic: bool) -> migrations.Migration:
    migration = migrations.Migration("9999_tried", "offers")
    migration.operations, migration.atomic = [operation], atomic
    return migration


@pytest.mark.parametrize(
    "migration", [made(COLUMN, atomic=True), made(INDEX, atomic=False)], ids=["column", "index"]
)
def test_nobody_waits_a_second(many, offer, migration):
    before = MigrationLoader(connection).project_state()
    assert not [*faults(migration, before.clone())]
    with waiting_shortly("default"), people(offer) as lived:
        with connection.schema_editor(atomic=migration.atomic) as editor:
            after = migration.apply(before.clone(), editor)
        with connection.schema_editor(atomic=migration.atomic) as editor:
            migration.unapply(before.clone(), editor)
    assert after.models["offers", "publicoffer"] != before.models["offers", "publicoffer"]
    assert max(lived.waits) < LONGEST


def test_what_is_refused_would_keep_them_waiting(many, offer):
    """Held as long as a rewritten table would be: the clock of this test sees it."""
    with people(offer) as lived, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE offers_publicoffer ALTER COLUMN version TYPE bigint")
        sleep(LONGEST * 1.5)
        transaction.set_rollback(True)
    assert max(lived.waits) >= LONGEST

"""What the journal looks at: database, migrations, cache, outbox, and whether the clock passes."""

from datetime import timedelta
from functools import cache as remembered
from secrets import token_hex

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from journal import clock, outbox
from journal.health import Health, probe

# The clock passes every 2 s, and a drain or a job of the night may hold it for a minute.
LATE = timedelta(minutes=2)
WORKER = "keep `manage.py worker` running (on SQLite `manage.py serve` does its work)"
DATABASE = "start it (apt-get install postgresql), or mend DATABASE_URL"
REDIS = (
    "start Redis or Valkey (apt-get install redis-server), or take REDIS_URL away: "
    "one process does without"
)


@probe("database", is_vital=True, remedy=DATABASE)
def look_at_database() -> Health:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return Health.ok()


@probe("migrations", remedy="see database")
def look_at_migrations() -> Health:
    missing = count_missing_migrations()
    if missing:
        return Health.degraded(f"{missing} not applied", "manage.py migrate, then restart")
    return Health.ok()


@probe("cache", remedy=REDIS)
def look_at_cache() -> Health:
    if not settings.REDIS_URL:
        return Health.ok("in the memory of this process")
    written = token_hex(8)
    cache.set("health", written, timeout=60)
    # Another process may have written since: something that comes back is enough.
    if cache.get("health"):
        return Health.ok()
    return Health.degraded("silent: pages cost more, limits by connection refuse", REDIS)


@probe("outbox", remedy="see database")
def look_at_outbox() -> Health:
    now = timezone.now()
    since = outbox.waits_since(now)
    lag = now - since if since else timedelta()
    detail = f"{int(lag.total_seconds())} s behind"
    return Health.degraded(detail, WORKER) if lag > LATE else Health.ok(detail)


@probe("worker", remedy="see database")
def look_at_worker() -> Health:
    last = clock.last_pass()
    if last is None:
        return Health.degraded("never seen", WORKER)
    ago = max(timezone.now() - last, timedelta())
    detail = f"seen {int(ago.total_seconds())} s ago"
    return Health.degraded(detail, WORKER) if ago > LATE else Health.ok(detail)


def count_missing_migrations() -> int:
    """Files are read once a process; so is the database, once nothing is missing."""
    return 0 if _migrated else len(_missing_migrations())


_migrated: set[str] = set()


def _missing_migrations() -> frozenset[tuple[str, str]]:
    missing = _known_migrations() - MigrationRecorder(connection).applied_migrations().keys()
    if not missing:
        _migrated.add(connection.alias)
    return missing


@remembered
def _known_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.nodes)

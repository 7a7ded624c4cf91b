"""What the journal tells the doctor: Python, settings, the servers' versions, room on the disk."""

import shutil
import sys
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.checks import WARNING, run_checks
from django.db import connection

from journal.doctor import examination
from journal.health import Health
from journal.probes import DATABASE, REDIS

OLDEST_PYTHON = (3, 11)
PRODUCTION = "config.settings.base"
REDIS_PACKAGES = ("django_redis", "channels_redis")
GIGABYTE = 10**9


@examination("python", is_vital=True)
def examine_python() -> Health:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        return Health.down(version, "make the environment again with Python 3.11 or later")
    return Health.ok(version)


@examination("settings", is_vital=True, remedy="manage.py check --deploy")
def examine_settings() -> Health:
    """What `check --deploy --fail-level WARNING` refuses; development is never fit for service."""
    if settings.SETTINGS_MODULE != PRODUCTION:
        use = f"in service, set DJANGO_SETTINGS_MODULE={PRODUCTION}"
        return Health.degraded(f"{settings.SETTINGS_MODULE} is not for service", use)
    found = run_checks(include_deployment_checks=True)
    refused = sorted({str(each.id) for each in found if each.is_serious(WARNING)})
    if refused:
        return Health.down(", ".join(refused), "manage.py check --deploy explains")
    return Health.ok()


@examination("database_server", remedy=DATABASE)
def examine_database_server() -> Health:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
            return Health.ok(f"SQLite {cursor.fetchone()[0]}: one process serves the site")
        cursor.execute(
            "SELECT current_setting('server_version'), rolsuper"
            " FROM pg_roles WHERE rolname = current_user"
        )
        version, is_superuser = cursor.fetchone()
    if is_superuser:
        use = "ALTER ROLE … NOSUPERUSER, or give the site a role of its own"
        return Health.degraded(f"PostgreSQL {version}, as a superuser", use)
    return Health.ok(f"PostgreSQL {version}")


@examination("redis", remedy=REDIS)
def examine_redis() -> Health:
    if not settings.REDIS_URL:
        return Health.ok(
            "not set: cache, limits and hints stay within one process; with several, set REDIS_URL"
        )
    missing = [package for package in REDIS_PACKAGES if find_spec(package) is None]
    if missing:
        use = "install django-redis and channels-redis, in the versions of requirements/dev.txt"
        return Health.down(f"REDIS_URL is set, {' and '.join(missing)} not installed", use)
    client: Any = cache
    said = client.client.get_client().info("server")
    name = "Valkey" if "valkey_version" in said else "Redis"
    return Health.ok(f"{name} {said.get('valkey_version', said.get('redis_version'))}")


@examination("disk", remedy="make VAR_DIR a folder that the site may write in")
def examine_disk() -> Health:
    free = shutil.disk_usage(settings.VAR_DIR).free
    detail = f"{free / GIGABYTE:.1f} GB free in VAR_DIR"
    return Health.degraded(detail, "make room") if free < GIGABYTE else Health.ok(detail)

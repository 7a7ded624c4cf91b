"""What the site tells the doctor: collected static files, and the tools of the test suites."""

import re
import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage

from journal.doctor import examination, tool
from journal.health import Health

OLDEST_JAVA = 21
JAVA_FOLDER = Path("/usr/lib/jvm")
POSTGRESQL_FOLDER = Path("/usr/lib/postgresql")
JAVA_VERSION = re.compile(r'^JAVA_VERSION="(?P<major>\d+)', re.MULTILINE)


@examination("static_files", is_vital=True, remedy="manage.py collectstatic --noinput")
def examine_static_files() -> Health:
    storage = staticfiles_storage
    if not isinstance(storage, ManifestFilesMixin):
        return Health.ok("served from the checkout")
    # Read anew: the storage remembers what it found when the process started.
    names = storage.load_manifest()[0]
    if not names:
        return Health.down("not collected", "manage.py collectstatic --noinput")
    return Health.ok(f"{len(names)} collected")


@tool("postgresql", is_vital=True)
def find_postgresql() -> Health:
    servers = [*POSTGRESQL_FOLDER.glob("*/bin/postgres"), *_programs("postgres")]
    return _found([str(path) for path in servers], "apt-get install postgresql")


@tool("redis-server", is_vital=True)
def find_redis() -> Health:
    return _found(_programs("redis-server"), "apt-get install redis-server")


@tool("java", is_vital=True)
def find_java() -> Health:
    """Of Elasticsearch's suite alone."""
    homes = [settings.ES_JAVA_HOME, *map(str, sorted(JAVA_FOLDER.glob("*")))]
    fit = [home for home in homes if home and java_version(Path(home)) >= OLDEST_JAVA]
    return _found(
        fit,
        f"apt-get install openjdk-{OLDEST_JAVA}-jre-headless where there is one, or unpack a JDK"
        f" {OLDEST_JAVA} or later (Temurin) and set ES_JAVA_HOME to its folder",
    )


@tool("maven", is_vital=True)
def find_maven() -> Health:
    return _found(_programs("mvn"), "apt-get install maven")


@tool("chromium", is_vital=True)
def find_chromium() -> Health:
    return _found(_programs("chromium"), "apt-get install chromium fonts-dejavu-core")


@tool("gettext", is_vital=True)
def find_gettext() -> Health:
    return _found(_programs("msgfmt"), "apt-get install gettext")


def java_version(home: Path) -> int:
    """What the folder of a Java says of itself; 0 when it is none."""
    release = home / "release"
    said = release.read_text(encoding="utf-8") if release.is_file() else ""
    found = JAVA_VERSION.search(said)
    return int(found["major"]) if found else 0


def _programs(name: str) -> list[str]:
    path = shutil.which(name)
    return [path] if path else []


def _found(places: list[str], remedy: str) -> Health:
    return Health.ok(places[0]) if places else Health.down("not found", remedy)

"""Tests: fast hashing, tasks at once, mail in memory, everything else as in production."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "tests-only-public-never-in-production-0123456789-abcdefghij")
os.environ.setdefault("SITE_URL", "https://testserver")
os.environ.setdefault("VAR_DIR", str(Path(tempfile.gettempdir()) / "maillage-test"))
# The engine is that of the database, here and in the processes that tests start; those of the
# other one ask for it.
if "ELASTICSEARCH_URL" in os.environ:
    os.environ["REAL_ELASTICSEARCH_URL"] = os.environ.pop("ELASTICSEARCH_URL")

from config.settings.base import *

# A file, so that --reuse-db keeps it; PostgreSQL names its own test database.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    # Nothing is kept: all in memory, and no wait for the disk.
    DATABASES["default"]["OPTIONS"]["init_command"] += (
        " PRAGMA synchronous=OFF; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
    )
# No test looks through Wagtail's own search, which would index every page it makes.
WAGTAILSEARCH_BACKENDS["default"]["AUTO_UPDATE"] = False
REAL_ELASTICSEARCH_NODES = os.environ.get("REAL_ELASTICSEARCH_URL", "").split(",")
DEMO = False
BENCH = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
ACCOUNT_RATE_LIMITS = False
# Tests make their proposals by the dozen; those of the limits switch them on.
PROPOSAL_LIMITS = False
# What a page costs and says is tested on pages drawn anew; tests/home/caching switches it on.
PAGE_CACHE = 0
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# pytest keeps what is logged and shows it with a failure: once is enough.
LOGGING["root"]["handlers"] = []

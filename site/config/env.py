"""Typed environment variables that refuse what they do not understand."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}
# How often a connection asks something before its plan is kept (psycopg's own default).
PREPARED_AFTER = 5
# Seconds: a server that is there answers in a few milliseconds.
CONNECTED_WITHIN = 5


def env_str(name: str, default: str | None = None) -> str:
    """The variable, or the text of the file that NAME_FILE points to (for secrets).

    Raises ImproperlyConfigured when neither is set and there is no default.
    """
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return value


def env_bool(name: str, *, default: bool) -> bool:
    """Only 1/true/yes/on and 0/false/no/off, whatever the case; anything else stops the start."""
    raw = os.environ.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in _TRUE:
        return True
    if raw in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not {raw!r}.")


def env_choice(name: str, choices: tuple[str, ...], *, default: str) -> str:
    """One of these words, or the default."""
    value = os.environ.get(name, "").strip() or default
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def env_int(name: str, *, default: int) -> int:
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        return int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.") from None


def env_count(name: str, *, default: int) -> int:
    """A whole number, 0 for none."""
    number = env_int(name, default=default)
    if number < 0:
        raise ImproperlyConfigured(f"{name} must be 0 or more, not {number}.")
    return number


def env_list(name: str, *, default: tuple[str, ...] = ()) -> list[str]:
    """Comma-separated values, blanks dropped."""
    raw = os.environ.get(name)
    if raw is None:
        return list(default)
    return [part.strip() for part in raw.split(",") if part.strip()]


def env_url(name: str, default: str = "") -> str:
    """An absolute http(s) address without trailing slash, or the default."""
    raw = os.environ.get(name, "").strip() or default
    if raw and (urlsplit(raw).scheme not in {"http", "https"} or not urlsplit(raw).netloc):
        raise ImproperlyConfigured(f"{name} must be an http(s) address, not {raw!r}.")
    return raw.rstrip("/")


def env_urls(name: str) -> list[str]:
    """Comma-separated http(s) addresses without trailing slash; they may hold a user and password.

    A secret of its own can be kept in a file, as every text. All of one scheme.
    """
    said = [part.strip().rstrip("/") for part in env_str(name, "").split(",")]
    urls = list(dict.fromkeys(filter(None, said)))
    schemes = {urlsplit(url).scheme for url in urls}
    if schemes - {"http", "https"} or len(schemes) > 1 or not all(urlsplit(u).netloc for u in urls):
        raise ImproperlyConfigured(f"{name} must be http(s) addresses, all of one scheme.")
    return urls


def env_database(default: str) -> dict[str, Any]:
    """Django's settings for DATABASE_URL (sqlite or postgres); see docs/reference/settings.md."""
    database: dict[str, Any] = environ.Env.db_url_config(env_str("DATABASE_URL", default))
    options = database.setdefault("OPTIONS", {})
    # Opening one a request costs as much as eight queries, and loses what it had read.
    database.setdefault("CONN_MAX_AGE", 60)
    match database["ENGINE"]:
        case "django.db.backends.sqlite3":
            # IMMEDIATE takes the write lock at BEGIN, so that two writers wait instead of failing.
            options.setdefault("transaction_mode", "IMMEDIATE")
            options.setdefault("timeout", 20)
            options.setdefault(
                "init_command",
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000; "
                # What is deleted is written over, whatever SQLite was compiled with.
                "PRAGMA secure_delete=ON;",
            )
        case "django.db.backends.postgresql":
            _set_up_postgresql(database, options)
        case engine:
            raise ImproperlyConfigured(f"DATABASE_URL: {engine} is not supported.")
    return database


def _set_up_postgresql(database: dict[str, Any], options: dict[str, Any]) -> None:
    database["ENGINE"] = "config.postgresql"
    database["ANSWERS_WITHIN"] = env_count("DATABASE_STATEMENT_TIMEOUT", default=15)
    options.setdefault("connect_timeout", CONNECTED_WITHIN)
    if env_bool("DATABASE_PREPARED", default=True):
        # What a connection asks again is planned once: half of what it cost there.
        options.update(server_side_binding=True, prepare_threshold=PREPARED_AFTER)
    database.setdefault("CONN_HEALTH_CHECKS", True)
    if most := env_count("DATABASE_POOL", default=0):
        # The pool keeps them: each is given back at the end of its request.
        database["CONN_MAX_AGE"] = 0
        options["pool"] = {"min_size": 1, "max_size": most, "timeout": CONNECTED_WITHIN}

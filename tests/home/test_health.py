"""`/healthz` and `/readyz`: answered to whoever asks, whatever else is broken."""

import pytest
from django.db import DatabaseError
from django.test import Client

from journal import health
from journal.health import Health, Probes, Reporter

FOREIGN = {"host": "10.0.0.7:8000"}


@pytest.fixture(autouse=True)
def _anew() -> None:
    health.forget()


@pytest.fixture
def parts(monkeypatch) -> Probes:
    """A registry of the test's own, in place of the site's."""
    few = Probes(seconds=0.5)
    monkeypatch.setattr(health, "report", Reporter(few).report)
    return few


@pytest.fixture
def production(settings) -> None:
    settings.ALLOWED_HOSTS = ["maillage.example"]
    settings.SECURE_SSL_REDIRECT = True


def test_the_process_answers_without_asking_anything(client) -> None:
    """pytest refuses the database here."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert dict(answer.headers) == {"Content-Type": "text/plain", "Cache-Control": "no-store"}


@pytest.mark.usefixtures("production")
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_whoever_calls_by_address_and_plain_http_is_answered(client, parts, path) -> None:
    parts.register("database")(Health.ok)
    answer = client.get(path, headers=FOREIGN)
    assert answer.status_code == 200
    assert b"maillage" not in answer.content
    assert not answer.cookies


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_other_methods(client, parts, path) -> None:
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    refused = Client(enforce_csrf_checks=True).post(path)
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz/", "/en/healthz", "/readyz/x", "/Readyz"])
def test_addresses_beside_are_pages_like_others(client, home, path) -> None:
    assert client.get(path, follow=True).status_code == 404


def test_ready(client, parts) -> None:
    parts.register("database", is_vital=True)(Health.ok)
    parts.register("cache")(lambda: Health.degraded("silent", "call Awa"))
    answer = client.get("/readyz?secret=1")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert answer.json() == {
        "ready": True,
        "checks": {
            "database": {"state": "ok", "detail": ""},
            "cache": {"state": "degraded", "detail": "silent"},
        },
    }


def test_not_ready(client, parts) -> None:
    @parts.register("database", is_vital=True)
    def fail() -> Health:
        raise DatabaseError("password authentication failed for user awa at db.internal")

    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "checks": {"database": {"state": "down", "detail": "DatabaseError"}},
    }


@pytest.mark.django_db(transaction=True)
def test_every_real_part_answers(client) -> None:
    answer = client.get("/readyz")
    checks = answer.json()["checks"]
    assert answer.status_code == 200
    assert list(checks) == health.names()
    assert checks["database"] == {"state": "ok", "detail": ""}
    assert checks["migrations"]["state"] == "ok"

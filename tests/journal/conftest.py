"""A clock that tests set by hand, and registries that forget what a test put in."""

from datetime import UTC, datetime

import pytest

from accounts.models import User
from journal import clock, outbox


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def person(db) -> User:
    return User.objects.create_user(email="awa@example.org", display_name="Awa")


@pytest.fixture
def handlers(monkeypatch) -> None:
    monkeypatch.setattr(outbox, "_handlers", {})


@pytest.fixture
def jobs(monkeypatch) -> None:
    monkeypatch.setattr(clock, "_jobs", {})

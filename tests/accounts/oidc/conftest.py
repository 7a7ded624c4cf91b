"""A provider that answers, and an animator."""

import pytest

from accounts import second_factor
from tests.accounts.oidc.asking import trust
from tests.accounts.people import (
    make_person,
)
from tests.accounts.provider import running_provider


@pytest.fixture
def provider(settings, socket_enabled):
    with running_provider() as running:
        trust(settings, running, trusted=True)
        yield running


@pytest.fixture
def animator(monkeypatch):
    monkeypatch.setattr(second_factor, "_requirements", [lambda user: True])
    return make_person()

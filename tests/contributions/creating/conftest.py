import pytest

from tests.factories import ensure_country


@pytest.fixture(autouse=True)
def site_open(words, cast, monkeypatch):
    """France takes offers, and nobody waits before the first screen."""
    from contributions.creating import limiting

    ensure_country("fr")
    monkeypatch.setattr(limiting, "FASTEST_SECONDS", 0)

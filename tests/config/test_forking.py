"""What gunicorn's workers only read is there before they part."""

import gc
from collections.abc import Iterator

import pytest

from config import forking
from search import loading
from search.routing import model as routing
from search.safety import model as safety


@pytest.fixture(autouse=True)
def _thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_the_site_is_loaded_before_the_workers_start() -> None:
    assert forking.preload_app


def test_models_are_widened_then_and_the_database_is_not_asked(monkeypatch) -> None:
    """A test that did not ask for the database may not ask it anything."""
    needs, dangers = routing.read_model(routing.SHIPPED), safety.read_model(safety.SHIPPED)
    monkeypatch.setattr(loading, "shipped_model", lambda: needs)
    monkeypatch.setattr(loading, "shipped_safety_model", lambda: dangers)
    before = gc.get_freeze_count()
    forking.when_ready(None)
    assert "_whole" in vars(needs.meaning)
    assert "centres" in vars(dangers.vectors)
    assert gc.get_freeze_count() > before


def test_without_an_encoder_nothing_is_widened(monkeypatch) -> None:
    needs = routing.read_model(routing.SHIPPED)
    monkeypatch.setattr(loading, "shipped_model", lambda: needs)
    monkeypatch.setattr(loading, "shipped_encoder", lambda: None)
    forking.when_ready(None)
    assert "_whole" not in vars(needs.meaning)

"""What /readyz and the doctor say of the engine."""

from typing import Any

import pytest

from journal.health import Health, State
from search import health
from search.engines.base import EngineError
from search.engines.current import engine
from search.engines.outside import ServedOutside


class Server:
    """Answers as it is told, where Elasticsearch would."""

    name = "elasticsearch"

    def __init__(self, said: dict[str, Any] | None) -> None:
        self._said = said

    def status(self) -> dict[str, Any]:
        if self._said is None:
            raise EngineError("ConnectionTimeout")
        return self._said


@pytest.fixture
def outside(monkeypatch, db):
    def set_up(said: dict[str, Any] | None) -> None:
        served = ServedOutside(Server(said), engine())
        monkeypatch.setattr(health, "served", lambda: served)

    return set_up


def test_without_a_server_the_database_searches(db, monkeypatch) -> None:
    monkeypatch.setattr(health, "served", lambda: None)
    assert health.look_at_engine() == Health.ok(engine().name)
    assert health.examine_elasticsearch().state is State.OK


@pytest.mark.parametrize(
    ("said", "state", "word"),
    [
        ({"index": "maillage-1", "health": "green", "indexed": 3}, State.OK, "elasticsearch"),
        ({"index": "maillage-1", "health": "yellow", "indexed": 3}, State.OK, "elasticsearch"),
        ({"index": "maillage-1", "health": "red", "indexed": 3}, State.DEGRADED, "a part"),
        ({"index": "", "health": "green", "indexed": 0}, State.DEGRADED, "no index"),
        (None, State.DEGRADED, "answers"),
    ],
)
def test_with_a_server(outside, said, state, word) -> None:
    outside(said)
    found = health.look_at_engine()
    assert found.state is state
    assert word in found.detail
    assert bool(found.remedy) is (state is not State.OK)


def test_the_doctor_counts_what_the_server_holds(outside) -> None:
    outside({"index": "maillage-1", "health": "green", "indexed": 3})
    assert health.examine_elasticsearch() == Health.ok("green, 3 offers in maillage-1")

"""How the parts of the site are: each app registers looks at what it owns, all bounded in time."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db import connections

# A load balancer gives up after two or three seconds.
SECONDS = 1.5
# Whoever asks again within it gets the same answer: asking costs a look at every server.
KEPT_FOR = 1.0


class State(StrEnum):
    OK = "ok"
    DEGRADED = "degraded"
    DOWN = "down"


@dataclass(frozen=True)
class Health:
    """`detail` is public where `/readyz` says it: no host, name, version or secret there. `remedy`
    is for the operator: what to do about it."""

    state: State
    detail: str = ""
    remedy: str = ""

    @classmethod
    def ok(cls, detail: str = "") -> "Health":
        return cls(State.OK, detail)

    @classmethod
    def degraded(cls, detail: str, remedy: str = "") -> "Health":
        return cls(State.DEGRADED, detail, remedy)

    @classmethod
    def down(cls, detail: str, remedy: str = "") -> "Health":
        return cls(State.DOWN, detail, remedy)


Look = Callable[[], Health]


@dataclass(frozen=True)
class Probe:
    """`remedy`: what to do when the look fails, or is too long in coming."""

    name: str
    look: Look
    is_vital: bool
    remedy: str

    def failed(self, how: str) -> Health:
        return Health(State.DOWN if self.is_vital else State.DEGRADED, how, self.remedy)


class _Looking(threading.Thread):
    """One look in a thread of its own: a server that says nothing holds up nobody else."""

    def __init__(self, probe: Probe) -> None:
        super().__init__(name=f"health-{probe.name}", daemon=True)
        self.probe = probe
        self.found: Health | None = None

    def run(self) -> None:
        try:
            self.found = self.probe.look()
        except Exception as error:  # noqa: BLE001 whatever fails there is what is asked
            # The name only: messages quote addresses and passwords.
            self.found = self.probe.failed(type(error).__name__)
        finally:
            connections.close_all()


class Probes:
    """A registry of looks, that all together take `seconds` at most."""

    def __init__(self, *, seconds: float) -> None:
        self.seconds = seconds
        self._probes: dict[str, Probe] = {}
        self._under_way: dict[str, _Looking] = {}

    def register(
        self, name: str, *, is_vital: bool = False, remedy: str = ""
    ) -> Callable[[Look], Look]:
        """Raises ValueError when the name is taken."""

        def add(look: Look) -> Look:
            if name in self._probes:
                raise ValueError(f"The probe {name} exists already.")
            self._probes[name] = Probe(name, look, is_vital, remedy)
            return look

        return add

    def names(self) -> list[str]:
        return list(self._probes)

    def vital(self) -> set[str]:
        return {probe.name for probe in self._probes.values() if probe.is_vital}

    def look(self) -> dict[str, Health]:
        """Whoever is still silent since the last time is not asked again: threads never pile up."""
        for name, probe in self._probes.items():
            last = self._under_way.get(name)
            if last is None or not last.is_alive():
                self._under_way[name] = _Looking(probe)
                self._under_way[name].start()
        deadline = time.monotonic() + self.seconds
        return {name: self._answer(self._under_way[name], deadline) for name in self._probes}

    def _answer(self, looking: _Looking, deadline: float) -> Health:
        looking.join(max(0.0, deadline - time.monotonic()))
        return looking.found or looking.probe.failed(f"no answer within {self.seconds} s")


@dataclass(frozen=True)
class Report:
    is_ready: bool
    checks: Mapping[str, Health]


class Reporter:
    """Every part, as it is or was a second ago; of several who ask at once, one looks."""

    def __init__(self, probes: Probes) -> None:
        self._probes = probes
        self._lock = threading.Lock()
        self._last: Report | None = None
        self._fresh_until = 0.0

    def report(self) -> Report:
        with self._lock:
            if self._last is None or time.monotonic() > self._fresh_until:
                self._last = self._look()
                self._fresh_until = time.monotonic() + KEPT_FOR
            return self._last

    def forget(self) -> None:
        """The next report looks again."""
        self._last = None

    def _look(self) -> Report:
        checks = self._probes.look()
        lost = [name for name in self._probes.vital() if checks[name].state is State.DOWN]
        return Report(is_ready=not lost, checks=checks)


_probes = Probes(seconds=SECONDS)
_reporter = Reporter(_probes)
report = _reporter.report
forget = _reporter.forget
names = _probes.names


probe = _probes.register
"""Register a look of `/readyz`. When a vital part is down, the site is not ready."""

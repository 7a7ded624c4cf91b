"""Names, at the end of a run, the tests that a marker left out and the command that runs them."""

from collections import Counter
from collections.abc import Generator, Sequence
from typing import Any

import pytest

COMMANDS = {"e2e": "make e2e", "services": "make services-test", "long": "make test LONG=1"}
LEFT_OUT = pytest.StashKey[Counter[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LEFT_OUT] = Counter()


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    for item in items:
        for marker in COMMANDS:
            if item.get_closest_marker(marker):
                item.config.stash[LEFT_OUT][marker] += 1


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker of pytest-xdist hands its count to the process that prints."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = dict(session.config.stash[LEFT_OUT])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Every worker leaves out the same tests: the largest count is that of all."""
    counted = node.config.stash[LEFT_OUT]
    for marker, count in getattr(node, "workeroutput", {}).get("left_out", {}).items():
        counted[marker] = max(counted[marker], count)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> Generator[None]:
    yield
    if config.option.markexpr:
        for marker, count in sorted(config.stash[LEFT_OUT].items()):
            terminalreporter.write_line(f"Not run: {count} {marker} tests. Run {COMMANDS[marker]}.")

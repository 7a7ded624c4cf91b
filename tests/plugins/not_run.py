"""Names, at the end of a run, the tests that a marker left out and the command that runs them."""

from collections import Counter
from collections.abc import Generator, Sequence

import pytest

COMMANDS = {"e2e": "make e2e", "services": "make services-test"}
LEFT_OUT = pytest.StashKey[Counter[str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LEFT_OUT] = Counter()


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    for item in items:
        for marker in COMMANDS:
            if item.get_closest_marker(marker):
                item.config.stash[LEFT_OUT][marker] += 1


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> Generator[None]:
    yield
    if config.option.markexpr:
        for marker, count in sorted(config.stash[LEFT_OUT].items()):
            terminalreporter.write_line(f"Not run: {count} {marker} tests. Run {COMMANDS[marker]}.")

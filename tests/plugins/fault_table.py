"""What each fault did, told at the end of the run: what readers saw, which writes were
acknowledged, which were found afterwards."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

TITLES = ("fault", "readers, all being well", "readers, during", "acknowledged", "found")
NO_ANSWER = 0

Row = tuple[str, ...]


@dataclass
class FaultTable:
    rows: list[Row] = field(default_factory=list)

    def add(
        self,
        fault: str,
        whole: Mapping[int, int],
        broken: Mapping[int, int],
        acknowledged: int,
        found: int,
    ) -> None:
        self.rows.append((fault, _counted(whole), _counted(broken), str(acknowledged), str(found)))

    def lines(self) -> list[str]:
        rows = [TITLES, *self.rows]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        aligned = [
            [cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows
        ]
        aligned.insert(1, ["-" * width for width in widths])
        return [f"| {' | '.join(cells)} |" for cells in aligned]


TABLE = pytest.StashKey[FaultTable]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[TABLE] = FaultTable()


@pytest.fixture
def fault_table(pytestconfig: pytest.Config) -> FaultTable:
    return pytestconfig.stash[TABLE]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    table = config.stash[TABLE]
    if table.rows:
        terminalreporter.section("faults")
        for line in table.lines():
            terminalreporter.write_line(line)


def _counted(statuses: Mapping[int, int]) -> str:
    counted = sorted(Counter(statuses).items())
    told = (f"{count} × {status or 'no answer'}" for status, count in counted)
    return ", ".join(told) or "nothing"

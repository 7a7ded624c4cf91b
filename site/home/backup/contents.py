"""What a database holds, in a form that tells two of them apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Table(NamedTuple):
    """How many rows, and a sum of what each of them says, whatever their order."""

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Contents:
    """`definitions` are those of columns, constraints, indexes and triggers; `counters`, the last
    numbers given to rows, which only ever grow."""

    tables: dict[str, Table]
    definitions: dict[str, str]
    counters: dict[str, int]

    def differences(self, other: "Contents") -> Iterator[str]:
        """What the other one, made from this, has otherwise. One line each."""
        for name in sorted(self.tables.keys() | other.tables.keys()):
            ours, theirs = self.tables.get(name), other.tables.get(name)
            if ours != theirs:
                yield f"table {name}: {_told(ours)} in the backup, {_told(theirs)} here"
        for name in sorted(self.definitions.keys() | other.definitions.keys()):
            if self.definitions.get(name) != other.definitions.get(name):
                yield f"{name} is not as it was"
        for name, last in self.counters.items():
            if other.counters.get(name, 0) < last:
                yield f"counter {name}: {last} in the backup, {other.counters.get(name)} here"


def _told(table: Table | None) -> str:
    return "not there" if table is None else f"{table.rows} rows ({table.digest})"

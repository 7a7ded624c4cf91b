"""The files of a run: which rows, how many, and a fingerprint that says they are the same."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from offers.exchange.mapping import Mapping
from offers.exchange.reading import read_rows
from offers.exchange.rows import EmptyFile, Kind, RawRow, RawRows

KINDS: tuple[Kind, ...] = ("structures", "services")


@dataclass(frozen=True, slots=True)
class Files:
    """One file a kind; the same workbook may be given twice, a file of services alone too."""

    services: Path
    structures: Path | None = None

    def of(self, kind: Kind, mapping: Mapping) -> Path | None:
        """Where the rows of a kind are: a mapping may make structures of the services' rows."""
        if kind == "services" or (self.structures is None and mapping.derives_structures):
            return self.services
        return self.structures

    def fingerprint(self) -> str:
        digest = hashlib.sha256()
        for path in (self.structures, self.services):
            with path.open("rb") if path else io.BytesIO() as handle:
                digest.update(hashlib.file_digest(handle, "sha256").digest())
        return digest.hexdigest()


def rows_in(path: Path, kind: Kind) -> RawRows:
    """None of an empty file: another may hold all that there is to import."""
    try:
        yield from read_rows(path, kind=kind)
    except EmptyFile:
        return


def batches(path: Path, kind: Kind, *, size: int) -> Iterator[tuple[int, list[RawRow]]]:
    """Rows by the batch, with how many were read up to its end.

    Raises UnreadableFile, at once or further on.
    """
    rows = rows_in(path, kind)
    done = 0
    while batch := list(islice(rows, size)):
        done += len(batch)
        yield done, batch


def lines_in(path: Path) -> int | None:
    """How many lines a file of rows has, about as many as rows; None for a workbook or a list."""
    with path.open("rb") as handle:
        if handle.read(64).lstrip().startswith((b"PK", b"[")):
            return None
        handle.seek(0)
        return sum(part.count(b"\n") for part in iter(lambda: handle.read(1 << 20), b""))

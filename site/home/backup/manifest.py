"""What stands beside a backup and says all there is in it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from home.backup.contents import Contents, Table
from home.backup.errors import BackupError

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`files` are the digests of all files of the backup, by path."""

    version: str
    vendor: str
    at: str
    migrations: list[str]
    contents: Contents
    files: dict[str, str]

    def write(self, folder: Path) -> None:
        (folder / NAME).write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Raises BackupError when there is none, or none that can be read."""
        try:
            said = json.loads((folder / NAME).read_text(encoding="utf-8"))
            contents = said.pop("contents")
            tables = {name: Table(*table) for name, table in contents.pop("tables").items()}
            return cls(contents=Contents(tables=tables, **contents), **said)
        except FileNotFoundError:
            raise BackupError(f"{folder} is not a backup: it has no {NAME}.") from None
        except (ValueError, TypeError, KeyError, AttributeError):
            raise BackupError(f"{folder / NAME} cannot be read.") from None


def digests(folder: Path) -> dict[str, str]:
    """Of every file of a backup but the manifest."""
    return {str(path.relative_to(folder)): _digest(path) for path in _files(folder)}


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path != folder / NAME:
            yield path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

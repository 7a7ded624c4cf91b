"""Files sent through the import page: kept outside public folders, read first, then forgotten."""

import os
import shutil
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from contributions.imports.files import Files
from contributions.models import ImportRun
from offers.exchange.reading import read_rows
from offers.exchange.rows import Kind, RawRow, UnreadableFile

# Rows read to know the columns of a file.
SAMPLE = 200


def folder_of(uuid: UUID) -> Path:
    return Path(settings.VAR_DIR) / "imports" / str(uuid)


def keep(
    uuid: UUID, *, services: UploadedFile[bytes], structures: UploadedFile[bytes] | None
) -> Files:
    """Store the files under names of ours, readable by the site only."""
    folder = folder_of(uuid)
    folder.mkdir(mode=0o700, parents=True)
    _write(folder / "services", services)
    if structures is None:
        return Files(folder / "services")
    _write(folder / "structures", structures)
    return Files(folder / "services", folder / "structures")


def _write(path: Path, upload: UploadedFile[bytes]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)


def forget(uuid: UUID) -> None:
    shutil.rmtree(folder_of(uuid), ignore_errors=True)


def files_of(run: ImportRun) -> Files:
    """The files of a run that the page started. Raises FileNotFoundError once forgotten."""
    services = folder_of(run.uuid) / "services"
    if not services.is_file():
        raise FileNotFoundError(services)
    if run.options.get("holds_both"):
        return Files(services, services)
    structures = folder_of(run.uuid) / "structures"
    return Files(services, structures if structures.is_file() else None)


def sample(path: Path, kind: Kind) -> list[RawRow]:
    """The first rows. Raises UnreadableFile when the file, or all of them, cannot be read."""
    rows = list(islice(read_rows(path, kind=kind), SAMPLE))
    if not rows:
        raise UnreadableFile(_("The file holds no row."))
    if all(row.problem for row in rows):
        raise UnreadableFile(rows[0].problem)
    return rows


def columns_of(rows: Sequence[RawRow]) -> dict[str, str]:
    """The names of the columns that hold something, each with its first value."""
    found: dict[str, str] = {}
    for row in rows:
        for name, value in row.values.items():
            if value not in (None, "", []):
                found.setdefault(name, _said(value)[:80])
    return found


def _said(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def samples_of(files: Files) -> dict[Kind, list[RawRow]]:
    """The first rows of each file, structures first. Raises UnreadableFile."""
    found: dict[Kind, list[RawRow]] = {}
    if files.structures is not None:
        found["structures"] = sample(files.structures, "structures")
    return {**found, "services": sample(files.services, "services")}


def structures_beside(path: Path, services: Sequence[RawRow]) -> list[RawRow]:
    """The first rows of the structures, when one workbook has a sheet of them beside that of the
    services."""
    try:
        structures = sample(path, "structures")
    except UnreadableFile:
        return []
    return structures if columns_of(structures) != columns_of(services) else []

"""Files the site keeps: those sent to be imported, and those of the media folder."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from django.conf import settings

from moderation.erasing.passages import Needle
from offers.taken_out import text_mark

# Bigger than any import; beyond, a file is named and left to a person.
_MOST_BYTES = 60_000_000


def take_from_files(needle: Needle, number: int) -> list[str]:
    """Mark the text in files that are read as text; names those that hold it and cannot be mended,
    and those that are too large to be looked into.

    Written beside and swapped, so that no reader sees half a file.
    """
    mark = text_mark(number)
    return [
        f"{path.parent.name}/{path.name}"
        for path in _files()
        if _is_too_large(path) or (_holds(path, needle) and not _mended(path, needle, mark))
    ]


def _files() -> Iterator[Path]:
    for root in (Path(settings.VAR_DIR) / "imports", Path(settings.MEDIA_ROOT)):
        yield from sorted(path for path in root.rglob("*") if path.is_file())


def _is_too_large(path: Path) -> bool:
    """Whether it, or something it unpacks to, is."""
    if path.stat().st_size > _MOST_BYTES:
        return True
    try:
        with ZipFile(path) as archive:
            return sum(inside.file_size for inside in archive.infolist()) > _MOST_BYTES
    except (BadZipFile, OSError):
        return False


def _holds(path: Path, needle: Needle) -> bool:
    if needle.is_in(_read(path)[0]):
        return True
    try:
        with ZipFile(path) as archive:
            return any(needle.is_in(_text(archive.read(name))) for name in archive.namelist())
    except (BadZipFile, EOFError, OSError, RuntimeError, zlib.error):
        return False


def _mended(path: Path, needle: Needle, mark: str) -> bool:
    text, encoding = _read(path)
    new, found = needle.replaced(text, lambda: mark)
    if not found or "\x00" in text:
        return False
    beside = path.with_name(f"{path.name}.mended")
    beside.write_bytes(new.encode(encoding, errors="replace"))
    beside.chmod(path.stat().st_mode & 0o777)
    beside.replace(path)
    return True


def _read(path: Path) -> tuple[str, str]:
    data = path.read_bytes()
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "cp1252"


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")

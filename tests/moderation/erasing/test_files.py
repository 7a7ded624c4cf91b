"""The files that the site keeps: what is mended, and what is named and left to a person."""

from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from moderation.erasing import files
from moderation.erasing.files import take_from_files
from moderation.erasing.passages import needle_of
from tests.moderation.erasing.conftest import NAME


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    found = tmp_path / "imports"
    found.mkdir()
    return found


def take() -> list[str]:
    return take_from_files(needle_of([NAME]), 7)


def zipped(path: Path, text: str) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("feuille.xml", text)
    return path


def test_a_file_too_large_to_be_read_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_MOST_BYTES", 400)
    (folder / "grand.csv").write_text("rien " * 100)
    (folder / "petit.csv").write_text("rien")
    assert take() == ["imports/grand.csv"]


def test_an_archive_that_swells_is_named_and_not_unpacked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_MOST_BYTES", 1000)
    zipped(folder / "bombe.xlsx", "0" * 100_000)
    monkeypatch.setattr(ZipFile, "read", lambda *_args: pytest.fail("it was unpacked"))
    assert take() == ["imports/bombe.xlsx"]


def test_a_broken_archive_is_no_archive(folder: Path) -> None:
    path = zipped(folder / "casse.xlsx", f"{NAME} et bien d'autres mots de la feuille")
    data = bytearray(path.read_bytes())
    start = data.index(b"feuille.xml") + len("feuille.xml")
    data[start : start + 8] = b"\xff" * 8
    path.write_bytes(data)
    assert take() == []


def test_an_archive_that_holds_the_text_is_named(folder: Path) -> None:
    zipped(folder / "classeur.xlsx", f"Demandez {NAME}.")
    assert take() == ["imports/classeur.xlsx"]

"""One structure and one service of data·inclusion, complete; a test writes only what it changes."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from offers.exchange.mapping import Mapping
from offers.exchange.parsing import Parser
from offers.exchange.reading import RawRow
from offers.exchange.records import RefusedRow, ServiceRecord, StructureRecord

SHARED = Path(os.environ.get("MAILLAGE_SHARED", "../shared")) / "data"

STRUCTURE = {
    "source": "essai",
    "id": "essai--s1",
    "nom": "Garage du Causse",
    "date_maj": "2026-03-31",
    "commune": "Rodez",
    "code_insee": "12202",
    "code_postal": "12000",
    "adresse": "12 rue de la République",
    "telephone": "05 36 49 00 12",
    "courriel": "contact@garage.example",
}
SERVICE = {
    "source": "essai",
    "structure_id": "essai--s1",
    "id": "essai--1",
    "nom": "Location de voitures à petit prix",
    "description": "Nous louons des voitures révisées. L'assurance est comprise.",
    "date_maj": "2026-03-31",
    "type": "aide-materielle",
    "thematiques": ["mobilite--acceder-a-un-vehicule"],
    "frais": "gratuit",
    "publics": ["tous-publics"],
    "modes_accueil": ["en-presentiel"],
    "modes_mobilisation": ["telephoner"],
    "mobilisable_par": ["usagers"],
    "commune": "Rodez",
    "code_insee": "12202",
    "code_postal": "12000",
    "adresse": "12 rue de la République",
    "latitude": 44.35,
    "longitude": 2.57,
    "telephone": "05 36 49 00 12",
    "zone_eligibilite": ["12"],
}


def shared(name: str) -> Path:
    """A file of the shared folder; the test is skipped, and says so, where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"NOT RUN: {path} is absent (set MAILLAGE_SHARED)")
    return path


class Reader:
    """Rows written as dictionaries, read by a parser that knows the structure above."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser
        self.number = 1
        self.structure()

    def raw(self, values: dict[str, Any]) -> RawRow:
        self.number += 1
        kept = {name: value for name, value in values.items() if value is not ...}
        return RawRow(self.number, kept)

    def structure(self, **changes: Any) -> StructureRecord | RefusedRow:
        raw = self.raw({**STRUCTURE, **changes})
        found = self.parser.identify(raw, "structures")
        return found if isinstance(found, RefusedRow) else self.parser.structure(raw)

    def service(self, **changes: Any) -> ServiceRecord | RefusedRow:
        raw = self.raw({**SERVICE, "id": f"essai--{self.number}", **changes})
        found = self.parser.identify(raw)
        return found if isinstance(found, RefusedRow) else self.parser.service(raw)

    def fields(self, **changes: Any) -> dict[str, Any]:
        record = self.service(**changes)
        assert isinstance(record, ServiceRecord), record
        return record.fields

    def problems(self, **changes: Any) -> dict[str, str]:
        """The column at fault and the suggestion, of a service that is refused."""
        record = self.service(**changes)
        assert isinstance(record, RefusedRow), record
        return {problem.field: problem.suggestion for problem in record.problems}

    def warned(self, **changes: Any) -> set[tuple[str, str]]:
        record = self.service(**changes)
        assert isinstance(record, ServiceRecord), record
        return {(warning.kind, warning.field) for warning in record.warnings}


@pytest.fixture
def parser(words) -> Parser:
    return Parser.from_database(Mapping.load("data-inclusion"))


@pytest.fixture
def reader(parser) -> Reader:
    return Reader(parser)


@pytest.fixture
def written(tmp_path) -> Callable[[bytes | str], Path]:
    """A file of this content, under a name that says nothing of it."""

    def write(content: bytes | str) -> Path:
        path = tmp_path / "fichier"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write

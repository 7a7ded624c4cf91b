"""Files, people and runs for the tests of the import page."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from contributions.models import ImportRun
from offers.models import OfferPage, Source
from territories.models import MemberRole, Territory
from territories.services import grant_role
from tests.cast import make_user
from tests.factories import ensure_country

AVEYRON, RHONE = "fr:department:12", "fr:department:69"


def administrator_of(uid: str, email: str) -> User:
    user = make_user(email, "Odile", second_factor=True)
    territory = Territory.objects.get(uid=uid)
    grant_role(user=user, role=MemberRole.Role.TERRITORY_ADMIN, territory=territory)
    return user


def make_source(uid: str = AVEYRON, key: str = "annuaire-12") -> Source:
    ensure_country("fr")
    territory = Territory.objects.get(uid=uid)
    return Source.objects.create(key=key, name="Annuaire de l’Aveyron", territory=territory)


def structure(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"s{number}",
        "nom": f"Atelier du Causse {number}",
        "date_maj": "2026-05-04",
        "code_insee": "12202",
        "commune": "Rodez",
        "code_postal": "12000",
        "telephone": "05 65 77 00 01",
        **changes,
    }


def service(number: int = 1, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"o{number}",
        "structure_id": "s1",
        "nom": f"Réparer son vélo, séance {number}",
        "description": "On répare votre vélo avec vous, outils et conseils compris, sans limite.",
        "thematiques": ["mobilite--acceder-a-un-vehicule"],
        "type": "atelier",
        "frais": "gratuit",
        "publics": ["tous-publics"],
        "modes_accueil": ["en-presentiel"],
        "zone_eligibilite": ["12"],
        "code_insee": "12202",
        "commune": "Rodez",
        "code_postal": "12000",
        "date_maj": "2026-05-04",
        **changes,
    }


def jsonl(*rows: dict[str, Any], name: str = "fichier.bin") -> SimpleUploadedFile:
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return SimpleUploadedFile(name, text.encode())


def csv_file(*rows: dict[str, Any]) -> SimpleUploadedFile:
    names = list(rows[0])
    lines = [";".join(names)]
    lines += [
        ";".join(",".join(v) if isinstance(v := row[n], list) else str(v) for n in names)
        for row in rows
    ]
    return SimpleUploadedFile("offres.csv", "\n".join(lines).encode())


def workbook(
    structures: list[dict[str, Any]], services: list[dict[str, Any]]
) -> SimpleUploadedFile:
    """Both sheets, as in the official workbook: lists in one cell, no column for the source, a
    line of explanations, and a date pasted over the title of the dates."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in (("Structures", structures), ("Services", services)):
        sheet = book.create_sheet(title)
        names = list(rows[0])
        sheet.append(["__ignore__", *(date(2026, 3, 3) if n == "date_maj" else n for n in names)])
        sheet.append([True, *("Ce qu’il faut écrire ici." for _name in names)])
        for row in rows:
            cells = [None, *(row[name] for name in names)]
            sheet.append([", ".join(c) if isinstance(c, list) else c for c in cells])
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("classeur.xlsx", content.getvalue())


def upload(client: Any, source: Source | None, **sent: Any) -> Any:
    """Send the form of a new import."""
    data = {"run": str(uuid4()), "source": source.pk if source else "", **sent}
    return client.post(reverse("contributions:import-new"), data)


def started(client: Any, source: Source, *services: dict[str, Any], **sent: Any) -> ImportRun:
    """A run whose lines are ready to be looked at; one structure holds all the services."""
    structures = sent.pop("structures", [structure()])
    response = upload(
        client, source, services=jsonl(*services), structures=jsonl(*structures), **sent
    )
    assert response.status_code == 302, response.content.decode()[:3000]
    return ImportRun.objects.latest("created_at")


def imported(client: Any, source: Source, *services: dict[str, Any], **sent: Any) -> ImportRun:
    run = started(client, source, *services, **sent)
    assert act(client, run, "accept").status_code == 302
    run.refresh_from_db()
    assert run.state == ImportRun.State.DONE, run.problem
    return run


def page(run: ImportRun) -> str:
    return reverse("contributions:import", args=[run.uuid])


def act(client: Any, run: ImportRun, name: str, **sent: Any) -> Any:
    return client.post(reverse(f"contributions:import-{name}", args=[run.uuid]), sent)


def stored(root: Path) -> list[Path]:
    """The files that uploads left behind."""
    return [path for path in (root / "imports").rglob("*") if path.is_file()]


def offer(number: int = 1) -> OfferPage:
    return OfferPage.objects.get(provenance__external_id=f"o{number}")


def breaks(error: Exception) -> Any:
    def broken(*_given: Any, **_named: Any) -> None:
        raise error

    return broken


def reloaded(run: ImportRun) -> ImportRun:
    run.refresh_from_db()
    return run

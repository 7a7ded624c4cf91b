"""Small files of one source, and imports of them, as an operator or an administrator runs them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from accounts.models import User
from contributions.imports.context import Context
from contributions.imports.files import Files
from contributions.imports.preparing import context_for, mapping_for, new_run
from contributions.imports.running import perform
from offers.models import OfferPage, Source, Structure
from territories.models import Territory
from tests.factories import SHELTER, ensure_country

Row = dict[str, Any]

STREET = "1 rue de la République"


def structure(number: int = 1, **changes: Any) -> Row:
    return {
        "source": "essai",
        "id": f"essai--s{number}",
        "nom": f"Atelier du quartier {number}",
        "date_maj": "2026-03-31",
        "commune": "Rodez",
        "code_insee": "12202",
        "code_postal": "12000",
        "adresse": f"{number} rue de la République",
        "telephone": f"05 36 49 00 {number:02}",
        **changes,
    }


def service(number: int = 1, **changes: Any) -> Row:
    return {
        "source": "essai",
        "structure_id": "essai--s1",
        "id": f"essai--{number}",
        "nom": f"Louer une voiture, formule {number}",
        "description": f"Nous louons des voitures révisées, à la semaine ou au mois ({number}).",
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
        "adresse": STREET,
        "telephone": "05 36 49 00 12",
        "horaires_accueil": "Mo-Fr 09:00-12:00",
        "zone_eligibilite": ["12"],
        **changes,
    }


def shelter(number: int = 1, **changes: Any) -> Row:
    """A service whose place is never told."""
    return service(number, thematiques=[SHELTER], **changes)


def hours(text: str) -> list[Row]:
    """The one service of a file, open at these hours."""
    return [service(horaires_accueil=text)]


def write(path: Path, rows: Sequence[Row]) -> Path:
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def files_of(folder: Path, services: Sequence[Row], structures: Sequence[Row]) -> Files:
    return Files(
        services=write(folder / "services.jsonl", services),
        structures=write(folder / "structures.jsonl", structures),
    )


def run_import(
    folder: Path,
    services: Sequence[Row],
    structures: Sequence[Row] | None = None,
    *,
    by: User | None = None,
    source: Source | None = None,
    territory: str = "fr",
    writes: bool = True,
    complete: bool = False,
    confirmed: bool = False,
) -> Context:
    """One whole import; its context tells what it counted."""
    ensure_country("fr")
    files = files_of(folder, services, [structure()] if structures is None else structures)
    run = new_run(
        files=files,
        territory=Territory.objects.get(uid=territory),
        source=source,
        started_by=by,
    )
    context = context_for(run, mapping_for("data-inclusion", files), writes=writes)
    perform(context, files, complete=complete, confirmed=confirmed, say=lambda kind, done: None)
    return context


def imported(number: int = 1) -> OfferPage:
    """The offer that stands for a record."""
    offer: OfferPage = OfferPage.objects.select_related(
        "provenance", "public", "commune", "structure"
    ).get(provenance__external_id=f"essai--{number}")
    return offer


def imported_structure(number: int = 1) -> Structure:
    """The structure that stands for a record."""
    found: Structure = Structure.objects.select_related("commune", "home_territory").get(
        provenances__external_id=f"essai--s{number}"
    )
    return found

"""Doubles that an import brings: refused, or let in when asked."""

import json
from contextlib import suppress
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from contributions.models import ImportRow
from offers.models import OfferPage, Structure
from tests.factories import CAR, ensure_country


def row(source: str, **changes):
    return {
        "id": f"{source}-1",
        "source": source,
        "structure_id": f"{source}-s",
        "nom": "Location de voitures à petit prix",
        "description": "Nous louons des voitures révisées, assurance comprise.",
        "thematiques": [CAR],
        "type": "aide-materielle",
        "frais": "payant",
        "frais_precisions": "5 € par jour",
        "publics": ["tous-publics"],
        "modes_accueil": ["en-presentiel"],
        "commune": "Rodez",
        "code_postal": "12000",
        "code_insee": "12202",
        "adresse": "12 rue de la République",
        "telephone": "0536490012",
        "zone_eligibilite": ["12"],
        "date_maj": "2026-10-01",
        **changes,
    }


def bring(folder: Path, source: str, *options: str, **changes):
    structure = {
        "id": f"{source}-s",
        "source": source,
        "nom": "Garage du Causse",
        "commune": "Rodez",
        "code_postal": "12000",
        "code_insee": "12202",
        "adresse": "12 rue de la République",
        "telephone": "0536490012",
        "date_maj": "2026-10-01",
    }
    files = {"structures": structure, "services": row(source, **changes)}
    for kind, values in files.items():
        (folder / f"{kind}.json").write_text(json.dumps([values]), encoding="utf-8")
    out = StringIO()
    arguments = [f"--structures={folder}/structures.json", f"--services={folder}/services.json"]
    # The command leaves with 1 when rows were refused.
    with suppress(SystemExit):
        call_command("import_offers", *arguments, "--json", *options, stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def test_an_import_never_makes_a_double_silently(words, tmp_path):
    ensure_country("fr")
    bring(tmp_path, "dora")
    offer = OfferPage.objects.get()
    said = bring(tmp_path, "soliguide", nom="Louer une voiture à petit prix")
    assert said["services"]["refused"] == 1
    assert OfferPage.objects.count() == 1
    kept = ImportRow.objects.get(action=ImportRow.Action.TWIN)
    assert kept.problems[0]["suggestion"] == offer.public_id
    assert offer.title in kept.problems[0]["reason"]
    assert "République" not in json.dumps(kept.problems, ensure_ascii=False)


def test_a_second_source_puts_its_offers_on_the_structure_that_stands(words, tmp_path):
    ensure_country("fr")
    bring(tmp_path, "dora")
    bring(
        tmp_path,
        "soliguide",
        nom="Auto-école sociale",
        thematiques=["mobilite--preparer-un-permis"],
    )
    assert Structure.objects.count() == 1


def test_a_double_comes_in_when_it_is_asked_for(words, tmp_path):
    ensure_country("fr")
    bring(tmp_path, "dora")
    said = bring(tmp_path, "soliguide", "--allow-twins", nom="Louer une voiture à petit prix")
    assert said["services"]["created"] == 1
    assert OfferPage.objects.count() == 2

"""Data as they come: codes replaced since, odd names, broken texts, pages that people closed."""

import json
import re

import pytest
from django.core.management import call_command

from contributions.imports.files import Files
from contributions.imports.preparing import context_for, mapping_for, new_run
from contributions.imports.running import perform
from contributions.models import ImportRow
from offers.exchange import mapping as mappings
from offers.models import Need, OfferPage, Provenance, Source, Structure
from offers.models.structures import PageState
from territories.models import Territory
from tests.contributions.imports.making import (
    files_of,
    imported,
    imported_structure,
    run_import,
    service,
    structure,
    write,
)
from tests.factories import CAR, ensure_country

pytestmark = pytest.mark.django_db

BOTH = [structure(1), structure(2)]


@pytest.fixture(autouse=True)
def _words(words, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    ensure_country("fr")


def command(files, *options):
    arguments = ["--services", str(files.services), "--structures", str(files.structures)]
    call_command("import_offers", *arguments, *options)


def broken(folder, **changes):
    """Two services, of which one holds half of a surrogate pair, as some exporters cut texts."""
    files = files_of(folder, [service()], [structure()])
    lines = [json.dumps(service()), json.dumps(service(2, **changes))]
    assert "\\ud800" in lines[1]
    files.services.write_text("\n".join(lines) + "\n")
    return files


@pytest.fixture
def replaced_need():
    """The need of the imported offer, once another took its place."""
    need = Need.objects.get(code=CAR)
    need.replaced_by = Need.objects.current().leaves().exclude(pk=need.pk).first()

    def replace():
        need.save()
        return need.replaced_by.code

    return replace


def test_a_structure_is_renamed_when_the_need_of_its_offer_was_replaced(tmp_path, replaced_need):
    run_import(tmp_path, [service()])
    new = replaced_need()
    context = run_import(tmp_path, [service(2, thematiques=[new])], [structure(nom="Garage")])
    assert context.report.structures.updated == 1
    assert imported_structure().name == "Garage"
    assert imported().public.data["structure"]["name"] == "Garage"


def test_an_offer_whose_need_was_replaced_is_brought_up_to_date(tmp_path, replaced_need):
    run_import(tmp_path, [service()])
    new = replaced_need()
    context = run_import(tmp_path, [service(thematiques=[new], nom="Louer un vélo")])
    assert context.report.services.refused == 0
    assert (imported().title, imported().needs) == ("Louer un vélo", [new])


def test_the_key_of_a_source_can_stand_in_an_address(tmp_path):
    run_import(tmp_path, [service(source="DORA é")], [structure(source="DORA é")])
    [key] = Source.objects.values_list("key", flat=True)
    assert re.fullmatch(r"[-a-z0-9]+", key)
    context = run_import(tmp_path, [service(source="DORA é")], [structure(source="DORA é")])
    assert context.report.services.unchanged == 1
    assert Source.objects.count() == 1


def test_a_mapping_in_a_file_whose_name_has_a_space(tmp_path):
    [shipped] = mappings.DATA.glob("*/import/data-inclusion.toml")
    mine = tmp_path / "ma carte.toml"
    mine.write_bytes(shipped.read_bytes())
    command(files_of(tmp_path, [service()], [structure()]), "--mapping", str(mine))
    assert imported().live


@pytest.mark.parametrize("field", ["type", "structure_id"])
def test_a_code_with_half_a_surrogate_pair_refuses_its_row_only(tmp_path, field):
    files = broken(tmp_path, **{field: "ab\ud800 cd"})
    with pytest.raises(SystemExit) as ended:
        command(files)
    assert ended.value.code == 1
    assert imported().live
    lines = ImportRow.objects.filter(kind="services").order_by("number")
    assert [(line.number, line.action) for line in lines] == [(1, "create"), (2, "refuse")]


def test_a_text_with_half_a_surrogate_pair_comes_in_with_a_sign_instead(tmp_path):
    command(broken(tmp_path, nom="Louer un \ud800 vélo"))
    assert imported(2).title == "Louer un \ufffd vélo"


def test_an_id_with_half_a_surrogate_pair_is_the_same_one_next_time(tmp_path):
    for _time in range(2):
        command(broken(tmp_path, id="essai--\ud8002"))
    ids = Provenance.objects.order_by("pk").values_list("external_id", flat=True)
    assert list(ids) == ["essai--1", "essai--\ufffd2"]


def test_a_structure_that_people_closed_stays_closed(tmp_path, cast):
    run_import(tmp_path, [service()], BOTH)
    closed = imported_structure(2)
    closed.state = PageState.ARCHIVED
    closed.save_because("closed", by=cast.animator)
    run_import(tmp_path, [service()], [structure(1)], complete=True)
    run_import(tmp_path, [service()], [structure(1), structure(2, nom="Encore là")])
    assert imported_structure(2).state == PageState.ARCHIVED


def test_an_offer_of_a_structure_that_people_closed_is_refused(tmp_path, cast):
    run_import(tmp_path, [service()], BOTH)
    closed = imported_structure(2)
    closed.state = PageState.ARCHIVED
    closed.save_because("closed", by=cast.animator)
    context = run_import(tmp_path, [service(), service(2, structure_id="essai--s2")], BOTH)
    assert context.report.services.refused == 1
    assert not OfferPage.objects.filter(structure=closed).exists()
    [problem] = context.run.rows.get(action=ImportRow.Action.REFUSE).problems
    assert problem["field"] == "structure_id"


def test_an_offer_of_a_merged_structure_goes_to_the_one_that_stands(tmp_path, client):
    run_import(tmp_path, [service()], BOTH)
    merged = imported_structure(2)
    merged.state, merged.merged_into = PageState.MERGED, imported_structure(1)
    merged.save()
    run_import(tmp_path, [service(), service(2, structure_id="essai--s2")], BOTH)
    assert imported(2).structure == imported_structure(1)
    assert (
        imported(2).title in client.get(imported_structure(1).get_absolute_url()).content.decode()
    )


def test_a_complete_file_of_services_alone_takes_no_structure_off(tmp_path):
    rows = [service(n) for n in range(1, 31)]
    run_import(tmp_path, rows, [structure(n) for n in range(1, 12)])
    alone = Files(services=write(tmp_path / "alone.jsonl", rows[:29]))
    run = new_run(files=alone, territory=Territory.objects.get(uid="fr"))
    context = context_for(run, mapping_for("data-inclusion", alone), writes=True)
    perform(context, alone, complete=True, confirmed=False, say=lambda kind, done: None)
    assert context.report.services.archived == 1
    assert context.report.structures.archived == 0
    assert Structure.objects.live().filter(provenances__source__key="essai").count() == 11


def test_an_offer_said_to_change_hands_stays_and_the_report_says_so(tmp_path):
    run_import(tmp_path, [service()], BOTH)
    context = run_import(tmp_path, [service(structure_id="essai--s2", nom="Louer un vélo")], BOTH)
    assert imported().title == "Louer un vélo"
    assert imported().structure == imported_structure(1)
    assert [warning["field"] for warning in context.report.warnings()] == ["structure_id"]

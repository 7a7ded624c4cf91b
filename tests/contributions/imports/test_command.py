"""manage.py import_offers: what it prints, what it answers, what it leaves when it fails."""

import json
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contributions.models import ImportRun
from offers.models import OfferIndexPage, OfferPage
from tests.contributions.imports.making import files_of, service, structure
from tests.factories import ensure_country

pytestmark = pytest.mark.django_db

SHARED = Path(os.environ.get("MAILLAGE_SHARED", "../shared")) / "data"


@pytest.fixture(autouse=True)
def _ready(words, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    ensure_country("fr")


def run(files, *options, code=0):
    """The JSON object of the last line; the process ends with the code."""
    arguments = ["--services", str(files.services), "--structures", str(files.structures)]
    if code:
        with pytest.raises(SystemExit) as ended:
            call_command("import_offers", *arguments, *options, "--json")
        assert ended.value.code == code
    else:
        call_command("import_offers", *arguments, *options, "--json")


def last_line(capsys):
    return json.loads(capsys.readouterr().out.strip().splitlines()[-1])


def test_all_in(tmp_path, capsys):
    run(files_of(tmp_path, [service(1), service(2)], [structure()]), "--format", "data-inclusion")
    said = last_line(capsys)
    assert said["services"]["created"] == 2
    assert said["structures"]["created"] == 1
    assert said["seconds"] >= 0
    assert said["warnings"] == []
    assert not list(tmp_path.glob("imports/*.jsonl"))


def test_refused_rows_answer_one_with_a_line_each_in_the_report(tmp_path, capsys):
    files = files_of(
        tmp_path, [service(1), service(2, type="rien"), service(3, nom="")], [structure()]
    )
    run(files, code=1)
    assert last_line(capsys)["services"]["refused"] == 2
    (report,) = tmp_path.glob("imports/*.jsonl")
    lines = [json.loads(line) for line in report.read_text().splitlines()]
    assert [line["row"] for line in lines] == [2, 3]
    assert lines[0]["problems"][0]["field"] == "type"
    assert report.stat().st_mode & 0o077 == 0


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path, capsys):
    files = files_of(tmp_path, [service(1), service(2)], [structure()])
    run(files, "--dry-run")
    dry = last_line(capsys)
    assert not OfferPage.objects.exists()
    run(files)
    wet = last_line(capsys)
    assert dry["services"] == wet["services"]
    assert dry["structures"] == wet["structures"]


@pytest.mark.parametrize("content", ["", "   \n", "{", "\x00\x01\x02", "<html></html>", "[]"])
def test_a_file_that_cannot_be_read_answers_two(tmp_path, content):
    files = files_of(tmp_path, [service()], [structure()])
    files.services.write_text(content)
    files.structures.write_text(content)
    with pytest.raises(CommandError) as refused:
        run(files)
    assert refused.value.returncode == 2
    assert ImportRun.objects.get().state == ImportRun.State.FAILED
    assert not OfferPage.objects.exists()


def test_structures_come_in_beside_an_empty_file_of_services(tmp_path, capsys):
    files = files_of(tmp_path, [service()], [structure(1), structure(2)])
    files.services.write_text("\n")
    run(files)
    said = last_line(capsys)
    assert (said["structures"]["created"], said["services"]["created"]) == (2, 0)
    assert ImportRun.objects.get().state == ImportRun.State.DONE


def test_a_missing_file_an_unknown_mapping_or_territory_answers_two(tmp_path):
    files = files_of(tmp_path, [service()], [structure()])
    for options in (["--mapping", "inconnue"], ["--territory", "xx"]):
        with pytest.raises(CommandError) as refused:
            run(files, *options)
        assert refused.value.returncode == 2
    files.services.unlink()
    with pytest.raises(CommandError) as refused:
        run(files)
    assert refused.value.returncode == 2


def test_too_much_missing_answers_one_and_says_how_to_confirm(tmp_path, capsys):
    rows = [service(n) for n in range(1, 21)]
    run(files_of(tmp_path, rows, [structure()]))
    files = files_of(tmp_path, rows[:10], [structure()])
    run(files, "--complete", code=1)
    said = last_line(capsys)
    assert said["services"]["archived"] == 0
    assert said["problem"]
    run(files, "--complete", "--confirm")
    assert last_line(capsys)["services"]["archived"] == 10


@pytest.mark.skipif(not SHARED.exists(), reason="NOT RUN: MAILLAGE_SHARED is absent")
def test_the_official_workbook_is_given_to_both(capsys):
    workbook = str(SHARED / "data-inclusion" / "dataset.xlsx")
    with pytest.raises(SystemExit) as ended:
        call_command("import_offers", "--structures", workbook, "--services", workbook, "--json")
    assert ended.value.code == 1
    said = last_line(capsys)
    assert said["structures"]["refused"] + said["services"]["refused"] > 0
    assert set(said["services"]) >= {"created", "updated", "unchanged", "refused", "archived"}


def test_a_country_that_is_not_prepared_says_so(tmp_path):
    OfferIndexPage.objects.all().delete()
    with pytest.raises(CommandError, match=r"manage\.py prepare fr"):
        run(files_of(tmp_path, [service()], [structure()]))

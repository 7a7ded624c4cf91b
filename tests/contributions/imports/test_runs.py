"""What a run says of itself: where it stopped, why, and which one a second attempt goes on with."""

import pytest
from django.core.management import CommandError, call_command

from contributions.imports import running
from contributions.imports.archiving import TooManyMissing
from contributions.imports.preparing import context_for, mapping_for, new_run
from contributions.imports.running import perform
from contributions.imports.undo import undo_import
from contributions.models import ImportRun, Proposal
from notifications.models import Notice
from offers.exchange import mapping as mappings
from offers.models import OfferPage
from offers.publishing import publish_one
from territories.models import Territory
from tests.contributions.imports.making import (
    files_of,
    imported,
    run_import,
    service,
    structure,
)
from tests.factories import ensure_country

pytestmark = pytest.mark.django_db

MANY = [service(n) for n in range(1, 21)]
State = ImportRun.State


@pytest.fixture(autouse=True)
def _ready(words, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    ensure_country("fr")


class Killed(Exception):
    """What stops a run in these tests."""


def command(files, *options):
    arguments = ["--services", str(files.services), "--structures", str(files.structures)]
    call_command("import_offers", *arguments, *options)


@pytest.fixture
def files(tmp_path):
    return files_of(tmp_path, [service()], [structure()])


@pytest.fixture
def interrupted(files, monkeypatch):
    """A run of the command that died once its structures were in."""

    def die(raws, context):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setitem(running._WRITERS, "services", die)
        with pytest.raises(Killed):
            command(files)
    return ImportRun.objects.get()


def test_a_run_that_stops_says_so_and_why(interrupted):
    assert (interrupted.state, interrupted.problem) == (State.FAILED, "Killed")
    assert interrupted.position == {"structures": 1}
    assert interrupted.counts["structures"]["created"] == 1
    assert not OfferPage.objects.exists()


def test_a_resumed_run_is_the_same_run(files, interrupted):
    command(files, "--resume")
    run = ImportRun.objects.get()
    assert (run.pk, run.state) == (interrupted.pk, State.DONE)
    assert run.position == {"structures": 1, "services": 1}
    assert run.counts["structures"]["created"] == run.counts["services"]["created"] == 1
    assert imported().live


def test_a_dry_run_leaves_a_real_run_alone(files, interrupted):
    command(files, "--dry-run", "--resume")
    interrupted.refresh_from_db()
    assert (interrupted.state, interrupted.position) == (State.FAILED, {"structures": 1})
    assert ImportRun.objects.exclude(pk=interrupted.pk).get().state == State.READY
    assert not OfferPage.objects.exists()


def test_a_dry_run_is_never_gone_on_with(files):
    command(files, "--dry-run")
    command(files, "--resume")
    assert sorted(ImportRun.objects.values_list("state", flat=True)) == [State.DONE, State.READY]
    assert imported().live


@pytest.mark.parametrize("way", ["mapping", "source", "territory"])
def test_a_run_is_gone_on_with_in_the_same_way_only(files, interrupted, tmp_path, way):
    [shipped] = mappings.DATA.glob("*/import/data-inclusion.toml")
    mine = tmp_path / "mine.toml"
    mine.write_bytes(shipped.read_bytes() + b"\n# mine\n")
    options = {
        "mapping": ("--mapping", str(mine)),
        "source": ("--source", "autre"),
        "territory": ("--territory", "fr:department:12"),
    }
    command(files, "--resume", *options[way])
    assert ImportRun.objects.count() == 2
    interrupted.refresh_from_db()
    assert interrupted.state == State.FAILED


def test_another_file_is_another_run(files, interrupted, tmp_path):
    command(files_of(tmp_path, [service(nom="Louer un vélo")], [structure()]), "--resume")
    assert ImportRun.objects.count() == 2
    assert imported().title == "Louer un vélo"


def test_a_file_that_breaks_off_leaves_a_failed_run(files):
    files.services.write_text("{")
    with pytest.raises(CommandError):
        command(files)
    run = ImportRun.objects.get()
    assert run.state == State.FAILED
    assert run.problem


def test_too_much_missing_ends_the_run_and_says_so(tmp_path):
    run_import(tmp_path, MANY)
    with pytest.raises(TooManyMissing):
        run_import(tmp_path, [service(1, nom="Mauvais titre"), *MANY[1:10]], complete=True)
    run = ImportRun.objects.first()
    assert run.state == State.DONE
    assert "10" in run.problem
    assert "20" in run.problem
    assert run.finished_at is not None
    assert OfferPage.objects.filter(live=True).count() == 20
    assert imported().title == "Mauvais titre"


def test_such_a_run_can_be_undone(tmp_path):
    run_import(tmp_path, MANY)
    with pytest.raises(TooManyMissing):
        run_import(tmp_path, [service(1, nom="Mauvais titre"), *MANY[1:10]], complete=True)
    undo_import(run=ImportRun.objects.first(), by=None)
    assert imported().title == "Louer une voiture, formule 1"


def test_a_failed_run_can_be_undone(interrupted):
    done = undo_import(run=interrupted, by=None)
    assert (done.put_back, done.kept) == (1, 0)
    assert interrupted.state == State.UNDONE


def test_a_preview_of_a_complete_file_counts_what_the_import_counts(tmp_path):
    both = [structure(1), structure(2)]
    run_import(tmp_path, [*MANY, service(31, structure_id="essai--s2")], both)
    dry, wet = (
        run_import(
            tmp_path, MANY, [structure(1)], complete=True, confirmed=True, writes=writes
        ).report.counts()
        for writes in (False, True)
    )
    assert dry == wet
    assert wet["services"]["archived"] == wet["structures"]["archived"] == 1


def test_a_preview_refuses_to_archive_too_much_as_the_import_does(tmp_path):
    run_import(tmp_path, [service()], [structure(n) for n in range(1, 12)])
    for writes in (False, True):
        with pytest.raises(TooManyMissing) as missing:
            run_import(tmp_path, [service()], [structure()], complete=True, writes=writes)
        assert (missing.value.missing, missing.value.held) == (10, 11)


def test_animators_hear_of_a_run_that_was_resumed(tmp_path, cast, monkeypatch):
    run_import(tmp_path, [service()])
    hours = {"opening_hours": "Mo-Fr 10:00-12:00"}
    publish_one(offer=imported(), fields=hours, author=cast.outsider)
    files = files_of(tmp_path, [service(horaires_accueil="Mo-Fr 14:00-17:00")], [structure()])
    run = new_run(files=files, territory=Territory.objects.get(uid="fr"))

    def attempt():
        context = context_for(run, mapping_for("data-inclusion", files), writes=True)
        perform(context, files, complete=False, confirmed=False, say=lambda kind, done: None)

    def die(context):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(running, "_finish", die)
        with pytest.raises(Killed):
            attempt()
    assert Proposal.objects.count() == 1
    assert not Notice.objects.filter(kind="import_to_review").exists()
    run.refresh_from_db()
    attempt()
    notices = Notice.objects.filter(recipient=cast.animator, kind="import_to_review")
    assert [notice.params["count"] for notice in notices] == [1]
    assert Proposal.objects.count() == 1


def test_a_resumed_run_no_longer_says_why_it_stopped(tmp_path, settings, monkeypatch):
    settings.VAR_DIR = tmp_path
    ensure_country("fr")
    files = files_of(tmp_path, [service()], [structure()])
    arguments = ["--services", str(files.services), "--structures", str(files.structures)]
    with monkeypatch.context() as patch:
        patch.setitem(running._WRITERS, "services", lambda raws, context: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            call_command("import_offers", *arguments)
    call_command("import_offers", *arguments, "--resume")
    run = ImportRun.objects.get()
    assert (run.state, run.problem) == (ImportRun.State.DONE, "")

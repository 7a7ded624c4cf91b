"""A backup is whole and of one moment; what comes back is what was saved."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from threading import Event, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from home.backup.contents import Contents, Table
from home.backup.manifest import NAME, Manifest, digests
from home.backup.saving import forget_older
from journal.audit import record
from journal.models import AuditEvent, Outbox
from journal.sealing.services import seal_days
from tests.contributions.making import propose
from tests.home.backup.sites import Site, empty_site, this_site
from tests.moderation.deciding.making import accept

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(tmp_path, offer, cast) -> Site:
    """An offer was proposed to change, and was changed; a day was sealed; two files were sent."""
    accept(propose(offer, cast.member), cast.animator)
    seal_days(at=timezone.now() + timedelta(days=1))
    folder = tmp_path / "var"
    for name in ("media/original_images/photo.png", "imports/rows.jsonl"):
        path = folder / name
        path.parent.mkdir(parents=True)
        path.write_bytes(name.encode() * 1000)
    return this_site(folder)


@pytest.fixture
def saved(site, tmp_path, settings) -> Path:
    settings.VAR_DIR, settings.MEDIA_ROOT = site.folder, site.folder / "media"
    told = StringIO()
    call_command("backup", tmp_path / "backups", stdout=told)
    return Path(told.getvalue().strip())


@pytest.fixture
def elsewhere(tmp_path) -> Iterator[Site]:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with empty_site(folder) as found:
        yield found


@pytest.mark.long
def test_every_row_of_every_table_comes_back(site, saved, elsewhere):
    done = elsewhere.manage("restore", saved)
    assert (done.returncode, done.stderr) == (0, "")
    rows = site.rows()
    assert elsewhere.rows() == rows
    assert sum(rows["journal_auditevent"].values()) == AuditEvent.objects.count() > 2
    for name in ("media/original_images/photo.png", "imports/rows.jsonl"):
        assert (elsewhere.folder / name).read_bytes() == name.encode() * 1000
    assert re.search(r"audit trail: [1-9]\d* events, 0 problems", done.stdout)
    assert "differences between offers and search index: none" in done.stdout
    # Nothing of the past is changed there either, and new rows get new numbers.
    for table in ("journal_auditevent", "journal_auditseal"):
        with pytest.raises(Exception, match="append-only"):
            elsewhere.execute(f"DELETE FROM {table}")  # noqa: S608 our own tables
    assert elsewhere.manage("audit", "verify").returncode == 0
    assert elsewhere.manage("search_index", "check").returncode == 0
    assert elsewhere.manage("run_due").returncode == 0
    assert elsewhere.manage("restore", saved).returncode == 1


@pytest.mark.long
def test_it_is_of_one_moment_while_people_write(site, elsewhere, tmp_path, offer):
    """Each act leaves two rows at once: a backup that took them apart would hold one of them."""
    stop, written = Event(), []

    def write() -> None:
        while not stop.is_set():
            with transaction.atomic():
                record(actor=None, action="backup.tried", subject=offer)
                Outbox.objects.create(topic="backup", key=str(len(written)))
            written.append(timezone.now())
        connection.close()

    writer = Thread(target=write)
    writer.start()
    try:
        done = site.manage("backup", tmp_path / "backups")
        ended = timezone.now()
    finally:
        stop.set()
        writer.join()
    assert done.returncode == 0, done.stderr
    saved = Path(done.stdout.strip())
    began = datetime.fromisoformat(Manifest.read(saved).at)
    assert [moment for moment in written if began < moment < ended]
    done = elsewhere.manage("restore", saved)
    assert done.returncode == 0, done.stderr
    rows = elsewhere.rows()
    acts = [row for row in rows["journal_auditevent"] if "backup.tried" in row]
    told = [row for row in rows["journal_outbox"] if "'backup'" in row]
    assert 0 < len(acts) == len(told) <= len(written)


@pytest.mark.long
def test_what_differs_afterwards_is_named(saved, elsewhere):
    """The manifest speaks of one row more than there is."""
    manifest = json.loads((saved / NAME).read_text())
    manifest["contents"]["tables"]["accounts_user"][0] += 1
    (saved / NAME).write_text(json.dumps(manifest))
    done = elsewhere.manage("restore", saved)
    assert done.returncode == 1
    assert "table accounts_user" in done.stderr


def test_nobody_else_reads_it_and_nothing_unfinished_is_left(saved):
    assert saved.stat().st_mode & 0o077 == 0
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]


def test_what_fails_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("home.backup.saving.digests", lambda _folder: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        call_command("backup", tmp_path)
    assert not [*tmp_path.iterdir()]


def test_a_site_with_people_in_it_is_not_written_over(saved):
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", saved)


def test_files_that_are_there_are_not_written_over(saved, monkeypatch):
    monkeypatch.setattr("home.backup.restoring.store", Emptied)
    with pytest.raises(CommandError, match=r"media is not empty"):
        call_command("restore", saved)


class Emptied:
    def is_empty(self) -> bool:
        return True


@pytest.mark.parametrize("what", ["changed", "missing", "added"])
def test_a_backup_that_is_not_what_was_written_is_refused(saved, what):
    photo = saved / "media/original_images/photo.png"
    match what:
        case "changed":
            photo.write_bytes(photo.read_bytes()[:-1] + b"x")
        case "missing":
            photo.unlink()
        case "added":
            (saved / "imports" / "more").touch()
    with pytest.raises(CommandError, match="not those that were written"):
        call_command("restore", saved)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("vendor", "oracle", "for oracle"), ("migrations", ["offers.9999_later"], "9999_later")],
)
def test_a_backup_of_something_else_is_refused(saved, name, value, said):
    manifest = json.loads((saved / NAME).read_text())
    (saved / NAME).write_text(json.dumps({**manifest, name: value}))
    with pytest.raises(CommandError, match=said):
        call_command("restore", saved)


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"contents": 1}', "\x00"])
def test_what_is_no_backup_is_refused(tmp_path, text):
    if text is not None:
        (tmp_path / NAME).write_text(text)
    with pytest.raises(CommandError, match=r"not a backup|cannot be read"):
        call_command("restore", tmp_path)


def test_backups_are_forgotten_after_thirty_days(tmp_path):
    names = {
        "maillage-20260101T000000Z": True,
        "maillage-20260131T000000Z": False,
        "maillage-19990101T000000Z-mine": False,
        "notes": False,
    }
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / NAME).touch()
    (tmp_path / "maillage-19990101T000000Z").mkdir()
    at = datetime.fromisoformat("2026-02-01T00:00:00Z")
    gone = forget_older(tmp_path, than=timedelta(days=30), at=at)
    assert [path.name for path in gone] == [name for name, goes in names.items() if goes]
    assert not (tmp_path / "maillage-20260101T000000Z").exists()
    assert (tmp_path / "maillage-19990101T000000Z").exists()


@pytest.mark.parametrize("days", ["0", "31", "many"])
def test_none_is_kept_longer(tmp_path, days):
    with pytest.raises(CommandError):
        call_command("backup", str(tmp_path), "--keep-days", days)


def test_differences_are_said():
    here = Contents({"a": Table(1, "x"), "b": Table(0, "")}, {"trigger t": "refuse"}, {"a_id": 7})
    there = Contents({"a": Table(1, "y")}, {"trigger t": "allow"}, {"a_id": 6})
    assert list(here.differences(there)) == [
        "table a: 1 rows (x) in the backup, 1 rows (y) here",
        "table b: 0 rows () in the backup, not there here",
        "trigger t is not as it was",
        "counter a_id: 7 in the backup, 6 here",
    ]
    assert not list(here.differences(here))
    assert not list(there.differences(Contents(there.tables, there.definitions, {"a_id": 9})))


def test_digests_are_of_all_files(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_bytes(b"")
    (tmp_path / NAME).touch()
    assert [*digests(tmp_path)] == ["folder/file"]
    shutil.rmtree(tmp_path / "folder")
    assert not digests(tmp_path)

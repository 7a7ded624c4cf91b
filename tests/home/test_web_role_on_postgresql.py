"""The site as a role that reads and writes rows, and can do nothing else."""

import secrets
from collections.abc import Iterator
from http import HTTPStatus

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from psycopg import sql

from contributions.models import Proposal
from journal.models import AuditEvent, JobRun
from journal.sealing.verifying import verify
from search.indexing import reconcile_index
from tests.at_once import need_postgresql
from tests.contributions.making import propose
from tests.forms import forms_of
from tests.home.backup.sites import Site, url_of

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _needs_postgresql():
    need_postgresql()


@pytest.fixture
def role() -> Iterator[tuple[str, str]]:
    """A role of the server, and its password; gone afterwards."""
    name, password = f"web_{secrets.token_hex(4)}", secrets.token_hex(16)
    with psycopg.connect(url_of(connection.settings_dict["NAME"]), autocommit=True) as owner:
        named = sql.Identifier(name)
        owner.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(named, password))
        yield name, password
        owner.execute(sql.SQL("DROP OWNED BY {}").format(named))
        owner.execute(sql.SQL("DROP ROLE {}").format(named))


@pytest.fixture
def as_web(role, offer, cast, monkeypatch) -> Iterator[str]:
    """This process is the site's from now on: its connections are those of the role."""
    name, password = role
    call_command("grant_role", name)
    connection.close()
    with monkeypatch.context() as patched:
        patched.setitem(connection.settings_dict, "USER", name)
        patched.setitem(connection.settings_dict, "PASSWORD", password)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, session_user")
            assert cursor.fetchone() == (name, name)
        yield name
        connection.close()
    connection.close()


def test_pages_searches_proposals_and_decisions_work(as_web, client, offer, cast):
    assert client.get(offer.get_absolute_url()).status_code == HTTPStatus.OK
    sent = client.post(reverse("search:results"), {"probleme": "voiture", "lieu": "Rodez"})
    assert offer.title in client.get(sent["Location"]).content.decode()
    proposal = propose(offer, cast.member)
    client.force_login(cast.animator)
    page = client.get(reverse("moderation:proposal", args=[proposal.uuid]))
    address = reverse("moderation:accept", args=[proposal.uuid])
    [accepting] = [form for form in forms_of(page) if form.action == address]
    client.post(address, accepting.data)
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.APPLIED
    assert "6 € par jour" in client.get(offer.get_absolute_url()).content.decode()


@pytest.mark.long
def test_the_worker_does_all_its_jobs(as_web, role, tmp_path, offer, cast):
    propose(offer, cast.member)
    done = site_of(role, tmp_path).manage("run_due")
    assert (done.returncode, done.stderr) == (0, "")
    assert JobRun.objects.filter(last_finished_at__isnull=False).count() > 10
    assert not verify(at=timezone.now()).found


def site_of(role, folder) -> Site:
    login, password = role
    said = connection.settings_dict
    server = f"{said['HOST']}:{said['PORT']}/{said['NAME']}"
    return Site(f"postgres://{login}:{password}@{server}", folder)


@pytest.mark.long
def test_the_role_backs_up(as_web, role, tmp_path):
    done = site_of(role, tmp_path).manage("backup", tmp_path / "backups")
    assert done.returncode == 0, done.stderr


def test_the_index_is_mended_by_the_role_and_made_again_by_the_owner(as_web):
    reconcile_index()
    with pytest.raises(Exception, match=r"InsufficientPrivilege|ProgrammingError"):
        call_command("search_index", "rebuild")


REFUSED = [
    "DROP TABLE offers_publicoffer",
    "ALTER TABLE offers_publicoffer ADD COLUMN more text",
    "ALTER TABLE journal_auditevent DISABLE TRIGGER ALL",
    "ALTER TABLE journal_auditevent DISABLE TRIGGER journal_auditevent_append_only",
    "DROP TRIGGER journal_auditevent_append_only ON journal_auditevent",
    "CREATE OR REPLACE FUNCTION journal_auditevent_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RETURN OLD; END $$",
    "SET session_replication_role = replica",
    "TRUNCATE offers_publicoffer",
    "TRUNCATE journal_auditevent",
    "DELETE FROM journal_auditevent",
    "UPDATE journal_auditevent SET action = 'nothing'",
    "DELETE FROM journal_auditseal",
    "UPDATE journal_auditseal SET count = 0",
    "DELETE FROM django_migrations",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('a', 'b', now())",
    "CREATE TABLE mine (id integer)",
    "CREATE TEMPORARY TABLE mine (id integer)",
    "CREATE SCHEMA mine",
    "CREATE INDEX mine ON offers_publicoffer (title)",
    "REINDEX INDEX search_document_tokens",
    "ALTER SEQUENCE journal_auditevent_id_seq RESTART",
    "SELECT setval('journal_auditevent_id_seq', 1)",
    "CREATE ROLE more",
    "SELECT * FROM pg_authid",
    "SELECT pg_read_file('/etc/passwd')",
    "COPY (SELECT 1) TO PROGRAM 'true'",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_nothing_else_is_allowed(role, statement):
    AuditEvent.objects.create(action="role.tried", subject_type="a", subject_id="1")
    name, password = role
    call_command("grant_role", name)
    said = connection.settings_dict
    login = {"host": said["HOST"], "port": said["PORT"], "dbname": said["NAME"]}
    with (
        psycopg.connect(**login, user=name, password=password) as web,
        pytest.raises(psycopg.Error, match=r"denied|must be owner|append-only|must be superuser"),
    ):
        web.execute(statement)


def test_tables_made_later_are_written_too(role):
    name, password = role
    call_command("grant_role", name)
    said = connection.settings_dict
    login = {"host": said["HOST"], "port": said["PORT"], "dbname": said["NAME"]}
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE made_later (id bigserial PRIMARY KEY)")
    try:
        with psycopg.connect(**login, user=name, password=password) as web:
            web.execute("INSERT INTO made_later DEFAULT VALUES")
            with pytest.raises(psycopg.Error, match="must be owner"):
                web.execute("DROP TABLE made_later")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE made_later")


def test_a_role_that_can_do_more_is_refused():
    with pytest.raises(CommandError, match="may do more"):
        call_command("grant_role", connection.settings_dict["USER"])


@pytest.mark.parametrize("name", ["nobody_here", 'a"; DROP TABLE accounts_user; --'])
def test_a_role_that_is_not_there_is_refused(name):
    with pytest.raises(CommandError, match="no role"):
        call_command("grant_role", name)

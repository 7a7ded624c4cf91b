"""The same on PostgreSQL (make services-test), by pg_dump and pg_restore."""

import pytest

from tests.at_once import need_postgresql
from tests.home.backup.test_backup import *  # noqa: F403

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _needs_postgresql():
    need_postgresql()


def test_a_missing_program_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match="apt-get install postgresql-client"):  # noqa: F405
        call_command("backup", str(tmp_path))  # noqa: F405
    assert not [*tmp_path.iterdir()]

"""SIGKILL in the middle of an import, then a second run: the rows of an import nobody killed."""

import json
import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from offers.integrity import broken_rules
from tests.config.processes import copy_of_the_database
from tests.contributions.imports.killing import (
    COUNTS,
    SERVICES,
    STATE,
    kill_half_way,
    run_to_the_end,
)
from tests.contributions.imports.making import files_of, run_import, service, structure
from tests.factories import ensure_country

pytestmark = pytest.mark.django_db(transaction=True)

STRUCTURES = [structure(n) for n in range(1, 31)]
ROWS = [
    service(n, structure_id=f"essai--s{1 + n % 30}", nom=f"Louer une voiture, formule {n}")
    for n in range(1, SERVICES + 1)
]


@pytest.fixture
def here(words, tmp_path):
    """A file of its own, as it was before any import, and how to ask it."""
    ensure_country("fr")
    path = copy_of_the_database(tmp_path)

    def query(sql):
        with closing(sqlite3.connect(path, timeout=60)) as copy:
            return copy.execute(sql).fetchall()

    environment = {"DATABASE_URL": f"sqlite:///{path}", "VAR_DIR": str(tmp_path)}
    return environment, query


def rows_here(sql):
    """What the database of this test answers."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=60)) as database:
        return database.execute(sql).fetchall()


@pytest.mark.long
@pytest.mark.parametrize("options", [(), ("--resume",)], ids=["again", "resumed"])
def test_a_killed_import_run_again_leaves_what_one_run_leaves(here, tmp_path, options):
    environment, query = here
    files = files_of(tmp_path, ROWS, STRUCTURES)
    standing = kill_half_way(files, environment, query)
    assert 0 < standing < SERVICES
    said = json.loads(run_to_the_end(files, environment, *options))
    total = said["services"]["created"] + said["services"]["unchanged"]
    assert total == SERVICES
    if options:
        # A resumed run goes on counting where the first stopped.
        assert said["services"]["created"] == SERVICES

    run_import(tmp_path, ROWS, STRUCTURES)
    assert broken_rules() == []
    assert query(COUNTS) == rows_here(COUNTS)
    found, expected = query(STATE), rows_here(STATE)
    assert len(found) == SERVICES
    assert found == expected

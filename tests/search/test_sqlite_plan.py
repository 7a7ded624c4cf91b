"""What only SQLite does. Its planner may run MATCH once a row, or go through all live offers:
seconds on 100,000 of them. A migration that makes a table again takes its triggers away."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search.engines.sqlite import WEIGHTS_AMONG
from search.suggesting.names import suggest_offers
from search.suggesting.typed import read_typed

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("sqlite" not in connection.vendor, reason="the trap is SQLite's"),
]


def plan(sql: str, params: tuple[object, ...]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return [row[3] for row in cursor.fetchall()]


def test_weights_are_read_in_one_scan() -> None:
    steps = plan(WEIGHTS_AMONG, ('"voitur"', "[1, 2]"))
    [scan] = [step for step in steps if "VIRTUAL TABLE" in step and "search_fts" in step]
    # An "=" in the plan would mean that each offer is looked up in turn.
    assert scan.startswith("SCAN search_fts VIRTUAL TABLE INDEX")
    assert "=" not in scan
    assert any("LIST SUBQUERY" in step for step in steps)
    assert not any("CORRELATED" in step for step in steps)


def test_the_indexes_of_suggestions_follow_their_tables() -> None:
    """A migration that makes one of the tables again must make its triggers again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
        standing = set(cursor.fetchall())
    for table, index in (("search_searchdocument", "titles"), ("offers_structure", "names")):
        for act in ("insert", "update", "delete"):
            assert (table, f"search_{index}_{act}") in standing


def test_titles_found_are_read_by_their_keys(offer) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert suggest_offers(read_typed("loc", "fr"), "loc", language="fr", at_most=3)
    steps = [step for query in asked for step in plan(query["sql"], ())]
    assert any("offers_publicoffer USING INTEGER PRIMARY KEY" in step for step in steps)
    assert not any("public_offer_by_title" in step for step in steps)

"""The planner's trap: MATCH run once a row costs seconds on 100,000 offers (search.md 1.3)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search.engines.sqlite import SqliteEngine
from search.models import SearchDocument

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("sqlite" not in connection.vendor, reason="the trap is SQLite's"),
]


def plan(sql: str, params: tuple[object, ...]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return [row[3] for row in cursor.fetchall()]


def test_offers_are_looked_up_in_the_list_of_matches() -> None:
    rows = SearchDocument.objects.filter(pk__in=SqliteEngine().matching(("voitur",)))
    steps = plan(*rows.query.sql_with_params())
    assert any("LIST SUBQUERY" in step for step in steps)
    assert not any("CORRELATED" in step for step in steps)


def test_scores_are_read_in_one_scan() -> None:
    with CaptureQueriesContext(connection) as asked:
        SqliteEngine().scores(("voitur",), [1, 2])
    [scan, *_lists] = plan(asked[0]["sql"], ())
    # An "=" in the plan would mean that each offer is looked up in turn.
    assert scan.startswith("SCAN search_fts VIRTUAL TABLE INDEX")
    assert "=" not in scan

"""The order of the results on PostgreSQL: the demo's offers, judged, as on SQLite (tests/e2e)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.at_once import need_postgresql

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).parents[2]
NAME = "order_of_the_demo"
# The issue's own bound.
LEAST_NDCG = 0.80
MOST_WITHOUT_ANSWER = 0.15


@pytest.fixture
def environment(transactional_db: None, tmp_path: Path) -> Iterator[dict[str, str]]:
    """That of a site of its own, in a database beside the test's."""
    need_postgresql()
    url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}".format(**connection.settings_dict)
    _execute(f"DROP DATABASE IF EXISTS {NAME}")
    _execute(f"CREATE DATABASE {NAME}")
    yield {
        **os.environ,
        "DATABASE_URL": f"{url}/{NAME}",
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "VAR_DIR": str(tmp_path),
    }
    _execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _manage(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


@pytest.mark.timeout(900)
def test_the_order_holds_its_floor(environment: dict[str, str]) -> None:
    _manage(environment, "demo", "--no-serve")
    told = _manage(environment, "evaluate_search", "search/data/judged.jsonl", "--json")
    measures = json.loads(told)
    assert measures["engine"] == "postgresql"
    assert measures["ndcg_at_10"] >= LEAST_NDCG
    assert measures["zero_rate"] < MOST_WITHOUT_ANSWER

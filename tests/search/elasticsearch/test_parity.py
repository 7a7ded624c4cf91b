"""On the whole demo the server answers as SQLite does: offers, counts, and scores but for ties."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.source import ROOT

pytestmark = [pytest.mark.services, pytest.mark.timeout(900)]

# Of two hundred questions, so many whose ten first scores differ by less than 0.02.
AGREE = 0.9


def manage(folder: Path, *arguments: str) -> str:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
        "VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "ELASTICSEARCH_URL": ",".join(settings.REAL_ELASTICSEARCH_NODES),
        "ELASTICSEARCH_INDEX": "maillage-parity",
        "REDIS_URL": "",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def test_the_ten_first_scores_are_those_of_sqlite(tmp_path: Path) -> None:
    manage(tmp_path, "demo", "--no-serve")
    assert "976 offers indexed" in manage(tmp_path, "search_index", "rebuild")
    told = manage(tmp_path, "compare_engines", "--json")
    compared = json.loads(told.splitlines()[-1])
    assert compared["n"] == 200
    assert compared["have_counts"] == compared["counts_agree"] == 1.0
    assert compared["agree"] >= AGREE

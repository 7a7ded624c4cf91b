"""`make bench`: the page is drawn from its figures, and what is measured is what is said."""

import os
import re
import subprocess
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from search.engines.base import EngineError
from search.engines.outside import Breaker
from tests.source import ROOT

SCRIPTS = ROOT / "scripts"
SEARCHES = ("search", "search, spread")
PAGES = ("hello", *SEARCHES, "search form", "offer, drawn", "offer, kept")


@pytest.fixture(scope="module", autouse=True)
def scripts():
    sys.path.insert(0, str(SCRIPTS))
    yield
    sys.path.remove(str(SCRIPTS))


@pytest.fixture
def page() -> ModuleType:
    return import_module("benches.page")


def measure(page: str, at_once: int, **changed: Any) -> dict[str, Any]:
    return {
        "page": page,
        "at_once": at_once,
        "answers": 120,
        "per_second": 24.06,
        "p50": 31.25,
        "p95": 61.5,
        "p99": 75.0,
        "web_ms": 6.0,
        "database_ms": 1.5,
        "search_server_ms": 2.25,
        "hello_ms": [0.45, 0.55],
        **changed,
    }


def held(process: str, megabytes: float) -> dict[str, Any]:
    return {
        "process": process,
        "pss_mb": megabytes,
        "rss_mb": megabytes + 20,
        "own_mb": megabytes - 20,
    }


def load_set(services: int, **changed: Any) -> dict[str, Any]:
    """Twice as dear as among a tenth of the offers."""
    web = 6.0 if services == 100_000 else 2.25
    at_once = {page: (1, 4, 8, 32) if page in SEARCHES else (1, 8, 32) for page in PAGES}
    return {
        "services": services,
        "failures": 0,
        "measures": [
            measure(page, number, web_ms=web) for page in PAGES for number in at_once[page]
        ],
        "memory": [
            held("web worker", 400.0 if services == 100_000 else 320.0),
            held("web worker without the encoder", 320.0),
        ],
        **changed,
    }


def run(**changed: Any) -> dict[str, Any]:
    return {
        "day": "3 May 2027",
        "code": "abc1234",
        "machine": "2 cores, 24 GB of memory, Some Processor",
        "busy": 0.3,
        "versions": {"Python": "3.11.7", "postgresql": "15.14"},
        "seconds": 5,
        "sets": [load_set(100_000), load_set(10_000)],
        **changed,
    }


def every_setup(**changed: Any) -> dict[str, Any]:
    return {name: run(**changed) for name in ("sqlite", "postgresql", "elasticsearch")}


def cells(page: str, *begins: str) -> list[str]:
    """The rest of the first row that begins so."""
    [row, *_] = re.findall(rf"^\| {re.escape(' | '.join(begins))} \| (.+) \|$", page, re.MULTILINE)
    return row.split(" | ")


def test_a_row_has_every_figure(page):
    drawn = page.drawn({"postgresql": run()})
    columns = ["answers", "a second", "p50 ms", "p95 ms", "p99 ms"]
    columns += ["CPU web ms", "CPU database ms", "CPU search server ms"]
    columns += ["hello before, after ms", "hellos", "growth"]
    figures = ["120", "24.1", "31.2", "61.5", "75.0", "6.00", "1.50", "2.25", "0.45, 0.55"]
    assert cells(drawn, "page", "at once") == columns
    assert cells(drawn, "search", "8") == [*figures, "15.0", "2.00"]


def test_a_tree_that_is_not_there_has_no_figure(page):
    none_of_its_own = measure("search", 8, database_ms=None, search_server_ms=0.0)
    sets = [load_set(100_000, measures=[none_of_its_own]), load_set(10_000)]
    row = cells(page.drawn({"sqlite": run(sets=sets)}), "search", "8")
    assert row[5:8] == ["6.00", "-", "0.00"]
    assert row[9] == "12.0"


def test_memory_has_every_figure(page):
    drawn = page.drawn({"postgresql": run()})
    assert cells(drawn, "process") == ["PSS MB", "RSS MB", "its own MB", "growth"]
    assert cells(drawn, "web worker") == ["400", "420", "380", "1.25"]


def test_what_a_run_depends_on_is_said(page):
    drawn = page.drawn({"postgresql": run()})
    for said in (
        '`make bench ARGS="--only postgresql"`, 3 May 2027, code `abc1234`.',
        "2 cores, 24 GB of memory, Some Processor; 0.3 processes at work",
        "Python 3.11.7, postgresql 15.14.",
        "100,000 offers, growth from 10,000; 5 seconds a row.",
        "Noisy: no.",
    ):
        assert f"- {said}" in drawn


def test_the_command_of_a_try_is_that_of_a_try(page):
    sets = [load_set(4_000), load_set(400)]
    drawn = page.drawn({"sqlite": run(sets=sets, seconds=1)})
    assert '`make bench ARGS="--only sqlite --services 4000 --seconds 1 --write"`' in drawn


@pytest.mark.parametrize(
    ("page_of_site", "at_once", "changed", "bound", "measured", "holds"),
    [
        ("search", 8, {}, "search by Elasticsearch", "15.0", "yes"),
        ("search", 8, {"web_ms": 17.0}, "search by Elasticsearch", "37.0", "**no**"),
        ("search", 4, {"p95": 130.5}, "the same, p95", "130.5", "**no**"),
        (
            "search, spread",
            4,
            {"p95": 130.5},
            "the same over four workers, p95",
            "130.5",
            "**no**",
        ),
        ("offer, drawn", 8, {"web_ms": 2.4}, "offer drawn, SQLite", "7.8", "yes"),
        ("offer, drawn", 8, {"web_ms": 3.0}, "offer drawn, SQLite", "9.0", "**no**"),
        ("offer, kept", 8, {}, "offer kept, PostgreSQL", "15.0", "**no**"),
        (
            "search",
            32,
            {"hello_ms": [0.4, 0.7]},
            "search by Elasticsearch",
            "15.0",
            "yes, in a noisy run",
        ),
    ],
)
def test_a_bound_stands_beside_what_was_measured(
    page, page_of_site, at_once, changed, bound, measured, holds
):
    whole = load_set(100_000)
    for row in whole["measures"]:
        if (row["page"], row["at_once"]) == (page_of_site, at_once):
            row.update(changed)
    drawn = page.drawn(every_setup(sets=[whole, load_set(10_000)]))
    [row] = [line for line in drawn.splitlines() if line.startswith(f"| {bound}")]
    assert row.split(" | ")[2:] == [measured, f"{holds} |"]


def test_a_noisy_run_says_among_which_offers(page):
    noisy = [measure("search", 8, hello_ms=[0.4, 0.7])]
    sets = [load_set(100_000), load_set(10_000, measures=noisy)]
    assert "- Noisy: yes, among 10,000." in page.drawn({"sqlite": run(sets=sets)})


def test_a_search_server_that_failed_is_told(page):
    sets = [load_set(100_000, failures=2), load_set(10_000, failures=1)]
    assert "- Elasticsearch failed 3 times" in page.drawn({"elasticsearch": run(sets=sets)})
    assert "Elasticsearch failed" not in page.drawn({"elasticsearch": run()})


def test_what_was_not_measured_has_a_command_that_does(page):
    drawn = page.drawn({})
    assert drawn.count('Not measured yet: `make bench ARGS="--only') == 3
    assert drawn.count("| not measured |") == len(import_module("benches.bounds").BOUNDS)


def test_another_run_changes_figures_only(page):
    def shape(text: str) -> str:
        return re.sub(r"\d[\d.,]*", "#", text)

    cheaper = [load_set(100_000), load_set(10_000)]
    for row in cheaper[0]["measures"]:
        row.update(answers=4, per_second=0.8, p50=1234.5, web_ms=5.5, hello_ms=[0.5, 0.5])
    assert shape(page.drawn(every_setup())) == shape(page.drawn(every_setup(sets=cheaper)))


def test_nobody_edits_the_page_by_hand(page):
    figures = import_module("benches.figures").read_figures()
    assert page.PAGE.read_text(encoding="utf-8") == page.drawn(figures)


@pytest.mark.parametrize(
    ("indexed", "drift", "whole"),
    [
        (400, (0, 0, 0), True),
        (0, (0, 0, 0), False),
        (399, (0, 0, 0), False),
        (400, (0, 2, 0), False),
    ],
)
def test_an_index_that_is_not_whole_is_made_again(indexed, drift, whole):
    """As `manage.py search_index status` says it."""
    said = "engine: elasticsearch\ndocuments: 400\nindexed: {}\nindex: a-1234\nhealth: green\n"
    told = "missing: {}, stale: {}, orphaned: {}"
    is_indexed = import_module("benches.setups").is_indexed
    assert is_indexed((said + told).format(indexed, *drift)) is whole


def test_the_encoder_is_hidden_from_the_worker_that_does_without(tmp_path):
    measuring, serving = import_module("benches.measuring"), import_module("serving")
    shown = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "site"), str(ROOT)])}
    site = serving.Site(tmp_path, 1, shown)
    look = "from search.routing.encoder import shipped_encoder; print(shipped_encoder() is None)"
    for each, is_hidden in ((site, "False"), (measuring.without_encoder(site), "True")):
        command = [sys.executable, "-c", look]
        said = subprocess.run(
            command, env=each.environment, capture_output=True, text=True, check=True
        )
        assert said.stdout.strip() == is_hidden


def test_failures_are_counted_by_what_the_site_says_of_them(caplog):
    Breaker().open(EngineError("away"))
    assert caplog.text.count(import_module("benches.measuring").LEFT_ALONE) == 1


def test_the_memory_of_a_tree_is_that_of_its_processes():
    machine = import_module("benches.machine")
    waits = "import sys; held = bytearray(b'x' * 60_000_000); print(flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", waits], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        child.stdout.readline()
        assert child.pid in machine.tree(os.getpid())
        found = machine.memory("child", machine.tree(child.pid))
        child.stdin.close()
    assert 57 < found["own_mb"] < 90
    assert found["own_mb"] <= found["pss_mb"] <= found["rss_mb"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--only", "mysql"], "mysql: not of sqlite, postgresql, elasticsearch"),
        (["--services", "10"], "--services is 100 at least"),
        (["--seconds", "0"], "--seconds 1"),
    ],
)
def test_what_cannot_be_measured_is_refused(options, said):
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / "bench"), *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert said in done.stderr


def test_searches_are_spread_as_the_deploy_guide_says():
    said = (ROOT / "docs/how-to/deploy.md").read_text("utf-8")
    command = said.partition("/gunicorn config.wsgi")[2].partition(".venv/bin/python")[0]
    started = dict(re.findall(r"--([\w-]+) (\S+)", command))
    spread = dict(
        option.removeprefix("--").split("=") for option in import_module("serving").SPREAD
    )
    assert {name: started[name] for name in spread} == spread

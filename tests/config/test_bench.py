import json
from importlib import import_module, reload

import pytest
from django.core.management import CommandError, call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from config.bench import with_hello
from home import bench, bench_places
from home.hello import FullHandler

# Each request looks at the connections, as in real life.
pytestmark = pytest.mark.django_db


def answer(application, method: str, path: str) -> tuple[str, dict[str, str], bytes]:
    started: list = []
    environ = RequestFactory().generic(method, path).environ
    response = application(environ, lambda status, headers: started.extend([status, headers]))
    body = b"".join(response)
    response.close()
    return started[0], dict(started[1]), body


def test_hello_is_answered_without_middleware():
    application = import_module("config.wsgi").application
    status, headers, body = answer(application, "GET", "/bench/hello")
    assert (status, body) == ("200 OK", b"Hello, world")
    assert "Content-Security-Policy" not in headers


def test_hello_behind_the_middleware_has_its_headers():
    status, headers, body = answer(FullHandler(), "GET", "/bench/hello")
    assert (status, body) == ("200 OK", b"Hello, world")
    assert "Content-Security-Policy" in headers


def test_hello_only_answers_reading():
    status, _, _ = answer(import_module("config.wsgi").application, "POST", "/bench/hello")
    assert status.startswith("405")


def test_everything_else_goes_to_the_site():
    class Site:
        def __call__(self, environ, start_response):
            start_response("200 OK", [])
            return Body()

    class Body(list):
        def close(self) -> None: ...

    application = with_hello(Site())
    for path in ("/", "/bench/", "/bench/hello/", "/bench/hello2"):
        assert answer(application, "GET", path)[2] == b""


def test_hello_is_off_in_production(settings):
    module = import_module("config.wsgi")
    settings.BENCH = False
    bare = reload(module).application
    settings.BENCH = True
    reload(module)
    assert type(bare).__name__ == "WSGIHandler"


def test_bench_prints_each_figure_and_its_ratio(capsys):
    call_command("bench", "hello", "--requests", "20")
    lines = capsys.readouterr().out.splitlines()
    assert [line.rsplit("  ", 1)[1] for line in lines] == [
        "hello",
        "hello behind the site's middleware",
    ]
    assert "1.00 x" in lines[0]


def test_bench_ends_with_one_json_object(capsys):
    call_command("bench", "hello", "--requests", "20", "--json")
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (result["bench"], result["requests"]) == ("hello", 20)
    first, second = result["figures"]
    assert first["ratio"] == 1
    assert second["ratio"] == pytest.approx(second["microseconds"] / first["microseconds"])


@pytest.mark.parametrize(
    "arguments", [["nothing"], ["hello", "--requests", "0"], ["hello", "--requests", "x"], []]
)
def test_bench_refuses_what_it_does_not_know(arguments):
    with pytest.raises(CommandError):
        call_command("bench", *arguments)


def test_a_subject_that_fails_is_no_figure(monkeypatch):
    monkeypatch.setattr(bench, "_benches", {})
    bench.bench("broken")(lambda: {"nowhere": bench.get(FullHandler(), "/nowhere")})
    assert bench.bench_names() == ["broken"]
    with pytest.raises(RuntimeError, match="/nowhere answered"):
        bench.measure("broken", requests=10)


def test_a_subject_over_many_inputs_tells_what_each_call_waits(monkeypatch):
    called = []
    monkeypatch.setattr(bench, "_benches", {})
    bench.bench("many")(lambda: {"each": bench.Over(called.append, ("a", "b", "c"))})
    hello, each = bench.measure("many", requests=30)
    assert called == ["abc"[number % 3] for number in range(31)]
    assert (hello.p50, hello.p95) == (None, None)
    assert each.p50 is not None
    assert 0 < each.p50 <= each.p95


def test_percentiles_are_of_the_calls():
    over = bench.Over(len, ("x",), waits=[number * 1_000_000 for number in range(1, 101)])
    assert (over.percentile(50), over.percentile(95)) == (51, 96)


@pytest.fixture
def kept_connection():
    """A request closes the connection, and with it the transaction of the test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def test_places_are_measured_over_two_hundred_texts(monkeypatch, places, kept_connection, capsys):
    assert len(set(bench_places.TEXTS)) >= 200
    assert len(set(bench_places.PREFIXES)) >= 200
    monkeypatch.setattr(bench_places, "FEWEST_PLACES", 1)
    call_command("bench", "places", "--requests", "20")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert all("p95" in line for line in lines[1:])


def test_places_are_not_measured_where_there_are_few(places):
    with pytest.raises(CommandError, match="load_places fr be"):
        call_command("bench", "places", "--requests", "20")

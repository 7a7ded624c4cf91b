import json
from importlib import import_module, reload

import pytest
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from config.bench import with_hello
from home import bench
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

"""What `manage.py bench` measures: subjects, each against the bare hello of the same run.

CPU time of this process, never wall time: the machine is shared. Trust the ratios, to about 20 %.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from statistics import median
from time import process_time_ns
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from home.hello import HELLO_PATH, BareHandler, FullHandler

ROUNDS = 10
BASELINE = "hello"

Subject = Callable[[], object]


@dataclass(frozen=True)
class Figure:
    """CPU microseconds for one call, and how many times the bare hello that is."""

    name: str
    microseconds: float
    ratio: float


_benches: dict[str, Callable[[], Mapping[str, Subject]]] = {}


def bench(
    name: str,
) -> Callable[[Callable[[], Mapping[str, Subject]]], Callable[[], Mapping[str, Subject]]]:
    """Register a bench: a function that makes its subjects, by name, ready to be called often."""

    def register(
        make_subjects: Callable[[], Mapping[str, Subject]],
    ) -> Callable[[], Mapping[str, Subject]]:
        _benches[name] = make_subjects
        return make_subjects

    return register


def bench_names() -> list[str]:
    return sorted(_benches)


def measure(name: str, *, requests: int) -> list[Figure]:
    """The baseline, then the subjects, called in turns so that noise hits all alike."""
    subjects = {BASELINE: get(BareHandler(), HELLO_PATH), **_benches[name]()}
    calls = max(1, requests // ROUNDS)
    for subject in subjects.values():
        subject()
    rounds = [{key: _cost(run, calls) for key, run in subjects.items()} for _ in range(ROUNDS)]
    costs = {key: median(one[key] for one in rounds) for key in subjects}
    return [Figure(key, cost, cost / costs[BASELINE]) for key, cost in costs.items()]


def get(handler: WSGIHandler, path: str) -> Subject:
    """One GET inside this process. The subject raises RuntimeError when the answer is not 200."""
    site = urlsplit(settings.SITE_URL)
    host = site.hostname or "localhost"

    def request() -> None:
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "SERVER_NAME": host,
            "SERVER_PORT": "443",
            "HTTP_HOST": host,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "https",
            "wsgi.input": BytesIO(),
        }
        response = handler(environ, _start_response)
        b"".join(response)
        response.close()
        if response.status_code != 200:
            raise RuntimeError(f"{path} answered {response.status_code}")

    return request


def _start_response(status: str, headers: object, error: object = None, /) -> Callable[..., None]:
    return lambda body: None


def _cost(subject: Subject, calls: int) -> float:
    start = process_time_ns()
    for _ in range(calls):
        subject()
    return (process_time_ns() - start) / calls / 1000


@bench("hello")
def _hello() -> Mapping[str, Subject]:
    return {"hello behind the site's middleware": get(FullHandler(), HELLO_PATH)}

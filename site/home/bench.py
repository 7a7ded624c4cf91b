"""What `manage.py bench` measures: subjects, each against the bare hello of the same run.

CPU time of this process, never wall time: the machine is shared. Trust the ratios, to about 20 %.
Percentiles are what somebody waits for, so of wall time: the load of the machine is in them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from statistics import median
from time import perf_counter_ns, process_time_ns
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from home.hello import HELLO_PATH, BareHandler, FullHandler

ROUNDS = 10
BASELINE = "hello"

Subject = Callable[[], object]


class BenchNeeds(RuntimeError):
    """What the bench measures is not there; the message says how to put it there."""


@dataclass
class Over:
    """A subject called for each of many inputs in turn, which keeps what each call took."""

    call: Callable[[str], object]
    inputs: Sequence[str]
    waits: list[int] = field(default_factory=list)
    done: int = 0

    def __call__(self) -> None:
        start = perf_counter_ns()
        self.call(self.inputs[self.done % len(self.inputs)])
        self.waits.append(perf_counter_ns() - start)
        self.done += 1

    def percentile(self, percent: int) -> float:
        """Milliseconds within which that many calls in a hundred end."""
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] / 1e6


@dataclass(frozen=True)
class Figure:
    """CPU microseconds for one call, and how many times the bare hello that is; the milliseconds
    half and nearly all of the calls wait, where the inputs differ."""

    name: str
    microseconds: float
    ratio: float
    p50: float | None = None
    p95: float | None = None


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
    """The baseline, then the subjects, called in turns so that noise hits all alike.

    Raises BenchNeeds."""
    subjects = {BASELINE: get(BareHandler(), HELLO_PATH), **_benches[name]()}
    calls = max(1, requests // ROUNDS)
    for subject in subjects.values():
        _warm(subject)
    rounds = [{key: _cost(run, calls) for key, run in subjects.items()} for _ in range(ROUNDS)]
    costs = {key: median(one[key] for one in rounds) for key in subjects}
    return [
        Figure(key, cost, cost / costs[BASELINE], *_percentiles(subjects[key]))
        for key, cost in costs.items()
    ]


def _warm(subject: Subject) -> None:
    """The first call of a process reads files and fills caches: it is no figure."""
    subject()
    if isinstance(subject, Over):
        subject.waits.clear()


def _percentiles(subject: Subject) -> tuple[float, float] | tuple[()]:
    return (subject.percentile(50), subject.percentile(95)) if isinstance(subject, Over) else ()


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

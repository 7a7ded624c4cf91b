"""People who read and people who write, over HTTP, while something is broken under them.

Each write whose answer said that it was done is kept, with the question that finds it afterwards.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from itertools import cycle
from types import TracebackType
from typing import Self

from tests.processes.browser import Answer, Browser
from tests.processes.running import until

PAUSE = 0.05
NO_ANSWER = 0
DONE = (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER)

Question = Callable[[], bool]


@dataclass(frozen=True)
class Deed:
    """A write that was acknowledged. `is_kept` is asked once all is quiet."""

    what: str
    is_kept: Question


class Refusal(Exception):
    """The site did not say that it was done."""


@dataclass
class Traffic:
    """`readers` ask one path after the other; `writers` do one deed after the other. What readers
    are answered is counted apart while `is_broken`."""

    readers: list[tuple[Browser, list[str]]]
    writers: list[Callable[[], Deed]]
    is_broken: bool = False
    whole: Counter[int] = field(default_factory=Counter)
    broken: Counter[int] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    deeds: list[Deed] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._pens = [threading.Lock() for _act in self.writers]
        self._eyes = [threading.Lock() for _reader in self.readers]
        written = zip(self.writers, self._pens, strict=True)
        read = zip(self.readers, self._eyes, strict=True)
        self._threads = [
            *(threading.Thread(target=self._read, args=(*who, eyes)) for who, eyes in read),
            *(threading.Thread(target=self._write, args=what) for what in written),
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def goes_on(self, *, deeds: int = 2, reads: int = 10) -> None:
        """Until so many more were done, and so many pages read."""
        read = self.whole[HTTPStatus.OK] + reads
        self.writes_on(deeds)
        until(lambda: self.whole[HTTPStatus.OK] >= read, f"nobody reads any more: {self.said}")

    def writes_on(self, deeds: int = 2) -> None:
        """Until so many more were done, whatever is broken."""
        done = len(self.deeds) + deeds
        until(lambda: len(self.deeds) >= done, f"no write is done any more: {self.said}")

    @contextmanager
    def breaking(self) -> Iterator[None]:
        """What readers see meanwhile is counted apart."""
        self.is_broken = True
        yield
        with ExitStack() as closed:
            for eyes in self._eyes:
                closed.enter_context(eyes)
            self.is_broken = False

    @contextmanager
    def writers_wait(self) -> Iterator[None]:
        """Each ends what it has begun, and begins nothing more."""
        with ExitStack() as taken:
            for pen in self._pens:
                taken.enter_context(pen)
            yield

    @property
    def said(self) -> str:
        return f"{dict(self.whole)}, {dict(self.broken)}, {dict(self.refused)}, {self.odd[:3]}"

    def _read(self, browser: Browser, paths: list[str], eyes: threading.Lock) -> None:
        for path in cycle(paths):
            if self._over.wait(PAUSE):
                return
            with eyes:
                began_broken = self.is_broken
                answer = answered(browser, path)
                self._count(path, answer, is_broken=began_broken or self.is_broken)

    def _count(self, path: str, answer: Answer | None, *, is_broken: bool) -> None:
        status = answer.status if answer else NO_ANSWER
        with self._lock:
            (self.broken if is_broken else self.whole)[status] += 1
            if status >= HTTPStatus.BAD_REQUEST:
                self.odd.append(f"{path}: {status}")

    def _write(self, act: Callable[[], Deed], pen: threading.Lock) -> None:
        while not self._over.wait(PAUSE):
            try:
                with pen:
                    deed = act()
            except (Refusal, OSError, HTTPException) as refusal:
                with self._lock:
                    self.refused[type(refusal).__name__ + " " + str(refusal)[:120]] += 1
            else:
                with self._lock:
                    self.deeds.append(deed)


def answered(browser: Browser, path: str) -> Answer | None:
    try:
        return browser.get(path)
    except (OSError, HTTPException):
        return None


def require_done(answer: Answer) -> Answer:
    """Raises Refusal unless it leads on, as whatever was done does; to sign in does not count."""
    if answer.status not in DONE or "/compte/login/" in answer.leads_to:
        raise Refusal(f"{answer.status} {answer.leads_to} {answer.title}")
    return answer

"""Log lines that say what happened and never what people typed: one line a record.

Of an exception its type and where it came through, not its message, which quotes values; of what
libraries log, the sentence without what was put into it.
"""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MOST_FRAMES = 15
DEEPEST = 4
PHRASES: dict[Any, str] = {status.value: status.phrase for status in HTTPStatus}

Told = Mapping[str, Any]
_told: ContextVar[Told] = ContextVar("told", default={})  # noqa: B039 nobody writes into it


@contextmanager
def told_with(**what: Any) -> Iterator[None]:
    """Every line of this thread says it too: the request, or the job, that is being served."""
    token = _told.set({**_told.get(), **what})
    try:
        yield
    finally:
        _told.reset(token)


class SafeFormatter(logging.Formatter):
    """`ours`: first names of the loggers whose messages were written with all this in mind."""

    def __init__(self, *, ours: Sequence[str] = ()) -> None:
        super().__init__()
        self._ours = frozenset(ours)

    def fields(self, record: logging.LogRecord) -> dict[str, Any]:
        return {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self._message(record),
            **_told.get(),
            **record.__dict__.get("fields", {}),
            **_failure(record),
        }

    def _message(self, record: logging.LogRecord) -> str:
        if record.name.partition(".")[0] in self._ours:
            return record.getMessage()
        # Django's words on an answer: they hold the path, the host, the reason of a refusal.
        if phrase := PHRASES.get(record.__dict__.get("status_code")):
            return phrase
        return record.msg if isinstance(record.msg, str) else type(record.msg).__name__


class JsonFormatter(SafeFormatter):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.fields(record), default=str)


class PlainFormatter(SafeFormatter):
    """The same for people: time, level, logger, message, then the rest as name=value."""

    def format(self, record: logging.LogRecord) -> str:
        fields = self.fields(record)
        first = [str(fields.pop(name)) for name in ("time", "level", "logger", "message")]
        rest = [f"{name}={value}" for name, value in fields.items()]
        return "\\n".join(" ".join([*first, *rest]).splitlines())


FORMATTERS = {"json": JsonFormatter, "plain": PlainFormatter}


class OnlyFailures(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        return bool(record.exc_info)


def _failure(record: logging.LogRecord) -> dict[str, Any]:
    if not isinstance(record.exc_info, tuple) or record.exc_info[1] is None:
        return {}
    error = record.exc_info[1]
    return {"error": _names(error), "at": _frames(error.__traceback__)}


def _names(error: BaseException | None) -> list[str]:
    """The types of an error and of those that led to it, the last raised first."""
    names: list[str] = []
    while error is not None and len(names) < MOST_FRAMES:
        names.append(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return names


def _frames(trace: TracebackType | None) -> list[str]:
    """Where it came through, the deepest last: ours, and what it ended in."""
    frames: list[tuple[bool, str]] = []
    while trace is not None:
        code = trace.tb_frame.f_code
        is_ours, path = _place(code.co_filename)
        frames.append((is_ours, f"{path}:{trace.tb_lineno} {code.co_name}"))
        trace = trace.tb_next
    kept = [(at, *frame) for at, frame in enumerate(frames, start=-len(frames))]
    return [said for at, is_ours, said in kept if is_ours or at >= -DEEPEST][-MOST_FRAMES:]


def _place(filename: str) -> tuple[bool, str]:
    """Whether a file is ours, and its path from the checkout or the libraries' folder on."""
    _, is_library, path = filename.rpartition("/site-packages/")
    ours = f"{ROOT}/"
    return not is_library and path.startswith(ours), path.removeprefix(ours)

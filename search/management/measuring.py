"""What the commands that measure share: the file they read, and how figures are told."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import quantiles
from typing import TypeVar

from django.core.management.base import CommandError

_Row = TypeVar("_Row")

as_json = json.dumps


def read_measured(file: Path, read: Callable[[Path], list[_Row]]) -> list[_Row]:
    """The rows of a file. Raises CommandError when they cannot be read."""
    try:
        return read(file)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CommandError(f"{file} cannot be read: {error}") from error


def share(hits: Iterable[bool]) -> float | None:
    """None when there is nothing to count."""
    values = list(hits)
    return round(sum(values) / len(values), 3) if values else None


def waits(milliseconds: Sequence[float]) -> dict[str, float]:
    """What half and nearly all of the answers take at most; 0 without any answer."""
    times = list(milliseconds) or [0.0]
    cuts = quantiles(times, n=20) if len(times) > 1 else times * 19
    return {"p50_ms": round(cuts[9], 2), "p95_ms": round(cuts[18], 2)}

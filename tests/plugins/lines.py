"""All that the site would write to its log, in JSON."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from journal.logs import JsonFormatter


class Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter(ours=settings.OUR_APPS))
        self.written: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.written.append(self.format(record))

    @property
    def text(self) -> str:
        return "\n".join(self.written)

    @property
    def answered(self) -> dict[str, Any]:
        (line,) = [one for one in self.parsed if one["message"] == "answered"]
        return line

    @property
    def parsed(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.written]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Every logger listened to, down to what is only for those who debug."""
    root, found = logging.getLogger(), Lines()
    level = root.level
    root.addHandler(found)
    root.setLevel(logging.DEBUG)
    yield found
    root.removeHandler(found)
    root.setLevel(level)

"""From where on the named checks fire, and what they do at first: read once a process."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).resolve().parents[2] / "data" / "checks.toml"


def limits_of(code: str) -> dict[str, Any]:
    found: dict[str, Any] = _read()[code]
    return found


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))

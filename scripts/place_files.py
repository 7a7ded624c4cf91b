"""The files of places: where they stand, their columns, and how they are written."""

import csv
import gzip
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "site" / "territories" / "data"
EDITION = "2026-01-01"
COLUMNS = [
    "level", "code", "name", "parent", "zones", "postal_codes", "population", "latitude",
    "longitude", "aliases", "id",
]  # fmt: skip
FORMER_COLUMNS = ["level", "code", "name", "successor", "valid_to"]


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def write_csv(path: Path, columns: list[str], rows: Iterable[dict[str, Any]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    count = 0
    for row in rows:
        writer.writerow({name: row.get(name, "") for name in columns})
        count += 1
    data = text.getvalue().encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".gz":
        data = gzip.compress(data, compresslevel=9, mtime=0)
    path.write_bytes(data)
    print(f"{path.relative_to(ROOT)}: {count} rows, {len(data) // 1024} kB")


def former(
    level: str, code: str, name: str, successor: str, *, valid_to: str = EDITION
) -> dict[str, Any]:
    return {
        "level": level, "code": code, "name": name, "successor": successor, "valid_to": valid_to,
    }  # fmt: skip

"""Ways to get in touch: one box a way on the screen, rows on the page."""

from collections.abc import Mapping
from typing import Any

# Boxes that hold a number or an address, in the order the page shows them.
VALUES = ("phone", "mail", "link")
# Boxes that are ticked.
TICKED = ("come", "refer")

Row = dict[str, str]


def rows_of(said: Mapping[str, Any], who: str) -> list[Row]:
    """The rows that the boxes of a person, or of a worker, stand for; the note goes first."""
    note = said.get(f"{who}_note") or ""
    rows = [
        {"mode": mode, "value": said[f"{who}_{mode}"], "note": ""}
        for mode in VALUES
        if said.get(f"{who}_{mode}")
    ]
    rows += [
        {"mode": mode, "value": "", "note": ""} for mode in TICKED if said.get(f"{who}_{mode}")
    ]
    return [{**row, "note": note if number == 0 else ""} for number, row in enumerate(rows)]


def boxes_of(rows: list[Row], who: str) -> dict[str, list[str]]:
    """What the boxes hold for these rows, for a copy; a second row of a kind is left out."""
    typed: dict[str, list[str]] = {}
    for row in rows:
        name = f"{who}_{row['mode']}"
        typed.setdefault(name, [row["value"] if row["mode"] in VALUES else "on"])
    notes = [row["note"] for row in rows if row["note"]]
    return {**typed, f"{who}_note": [" ".join(notes)]}

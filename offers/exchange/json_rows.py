"""JSON lists, and JSON lines read one at a time."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from offers.exchange.rows import (
    MAX_CELL_CHARS,
    MAX_COLUMNS,
    MAX_DEPTH,
    MAX_LINE_CHARS,
    MAX_ROWS,
    MAX_WHOLE_JSON_BYTES,
    RawRow,
    RawRows,
    UnreadableFile,
)
from offers.exchange.text_files import Text


def is_lines(text: Text) -> bool:
    """Whether the first line is a whole object that is itself a record, not one that holds a list.

    A broken first line counts as a line when the second is a whole object.
    """
    with text.open_lines() as handle:
        lines = [_next_line(handle.readline) for _rank in range(2)]
    first, second = (_object(line) for line in lines)
    if first is None:
        return second is not None
    return second is not None or bool(lines[1]) or any(isinstance(v, str) for v in first.values())


def _object(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _next_line(readline: Callable[[int], str]) -> str:
    while line := readline(MAX_LINE_CHARS + 1):
        if line.strip():
            return line
    return ""


def read_lines(text: Text) -> RawRows:
    """One object a line; a line that is not one is a row with a problem, and the next are read."""
    for number, line in _lines(text):
        if number > MAX_ROWS:
            raise UnreadableFile(
                _("The file has more than %(count)d rows. Cut it in parts.") % {"count": MAX_ROWS}
            )
        if line.strip():
            yield _row_of_line(number, line)


def _lines(text: Text) -> Iterator[tuple[int, str]]:
    """Numbered lines; of a line too long, the start only."""
    with text.open_lines() as handle:
        number = 0
        while line := handle.readline(MAX_LINE_CHARS + 1):
            number += 1
            rest = line
            while rest and not rest.endswith("\n"):
                rest = handle.readline(MAX_LINE_CHARS + 1)
            yield number, line


def _row_of_line(number: int, line: str) -> RawRow:
    if len(line) > MAX_LINE_CHARS:
        return RawRow(number, {}, problem=_("This line is too long to be one record."))
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return RawRow(number, {}, problem=_("This line is not JSON: it is cut or mistyped."))
    return checked_row(number, _whole(found) if _HALF in line else found)


# An escape may be half of a character, which no database takes.
_HALF = "\\ud"


def _whole(found: Any) -> Any:
    """The same without halves of characters."""
    if isinstance(found, str):
        return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(found, list):
        return [_whole(item) for item in found]
    if isinstance(found, dict):
        return {_whole(name): _whole(value) for name, value in found.items()}
    return found


def checked_row(number: int, found: Any) -> RawRow:
    """The object as a row, or a row that says why it cannot be one."""
    if not isinstance(found, dict):
        return RawRow(number, {}, problem=_("This is not a record: names with their values."))
    if len(found) > MAX_COLUMNS:
        return RawRow(number, {}, problem=_("This record has too many fields."))
    for value in found.values():
        if isinstance(value, str) and len(value) <= MAX_CELL_CHARS:
            continue
        if problem := _problem_of(value):
            return RawRow(number, {}, problem=problem)
    return RawRow(number, found)


def _problem_of(value: Any) -> str:
    if isinstance(value, str) and len(value) > MAX_CELL_CHARS:
        return _("A value of this row is longer than %(most)d characters.") % {
            "most": MAX_CELL_CHARS
        }
    if isinstance(value, dict | list) and _depth(value) > MAX_DEPTH:
        return _("A value of this row is nested too deep.")
    return ""


def _depth(value: Any) -> int:
    """How many lists and objects hold each other, counted no further than the bound."""
    level, depth = [value], 0
    while level and depth <= MAX_DEPTH:
        depth += 1
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
    return depth


def read_list(text: Text) -> RawRows:
    """The records of a JSON list, or of an object that holds one list; numbered by rank."""
    if text.path.stat().st_size > MAX_WHOLE_JSON_BYTES:
        raise UnreadableFile(
            _(
                "This JSON list is too large to be read whole. Save it as JSON lines (.jsonl): "
                "one record a line."
            )
        )
    with text.open() as handle:
        content = handle.read()
    try:
        found = json.loads(content)
    except RecursionError:
        raise UnreadableFile(_("This JSON is nested too deep to be a list of records.")) from None
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise UnreadableFile(
            _("This JSON is cut or mistyped, near line %(line)d.") % {"line": line}
        ) from None
    records = _the_list(found)
    if not records:
        raise UnreadableFile(_("The file holds no record."))
    if len(records) > MAX_ROWS:
        raise UnreadableFile(
            _("The file has more than %(count)d rows. Cut it in parts.") % {"count": MAX_ROWS}
        )
    for number, record in enumerate(records, start=1):
        yield checked_row(number, _whole(record) if _HALF in content else record)


def _the_list(found: Any) -> list[Any]:
    if isinstance(found, list):
        return found
    lists = _lists_in(found) if isinstance(found, dict) else []
    if len(lists) == 1:
        return lists[0]
    raise UnreadableFile(_("This JSON holds no list of records, or several."))


def _lists_in(found: dict[str, Any]) -> list[list[Any]]:
    return [
        value
        for value in found.values()
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value)
    ]

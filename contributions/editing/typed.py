"""What a form sent, exactly as typed: to keep it, to put it back, to change one box of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import QueryDict

from contributions.diff import FieldLike
from contributions.form_fields import box_of, shown_row

TECHNICAL = frozenset({"csrfmiddlewaretoken", "act", "base", "seq", "version", "disputed"})
CHOICE = "choice-"
_ROW = ("uuid", "mode", "value", "note")

Payload = dict[str, list[str]]


def typed_in(post: QueryDict) -> QueryDict:
    """The boxes of a form, without what the page itself added."""
    kept = {
        name: values
        for name, values in post.lists()
        if name not in TECHNICAL and not name.startswith(CHOICE)
    }
    return as_query(kept)


def as_query(payload: Mapping[str, list[str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in payload.items():
        query.setlist(name, list(values))
    return query


def as_payload(typed: QueryDict) -> Payload:
    return {name: list(map(str, values)) for name, values in typed.lists()}


def pairs(typed: QueryDict) -> Iterator[tuple[str, str]]:
    """For the hidden boxes that carry everything from page to page."""
    for name, values in typed.lists():
        for value in values:
            yield name, str(value)


def put(typed: QueryDict, field: FieldLike, value: Any) -> None:
    """Write a value of a field into its boxes, as if the person had typed it."""
    if field.kind == "rows":
        _put_rows(typed, field.name, value or [])
        return
    shown = box_of(field).show(value)
    if isinstance(shown, list):
        typed.setlist(field.name, shown)
    else:
        typed[field.name] = str(shown)


def _put_rows(typed: QueryDict, name: str, rows: list[Mapping[str, str]]) -> None:
    for box in [box for box in typed if box.startswith(f"{name}-")]:
        del typed[box]
    typed[f"{name}-TOTAL_FORMS"] = typed[f"{name}-INITIAL_FORMS"] = str(len(rows))
    for number, row in enumerate(rows):
        for part in _ROW:
            typed[f"{name}-{number}-{part}"] = shown_row(row)[part]

"""The cards of the conflict page: one a field, with each choice in its own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contributions.editing.conflicts import Dispute
from contributions.editing.shown import Box, box_of_field, row_boxes, say_whole
from contributions.forms import EditForm
from contributions.wording import Wording


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to settle a field, with its words: `html` of a rich text, or lines."""

    key: str
    html: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A field that both changed; `chosen` is what was ticked, `is_unclear` asks to tick again."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    chosen: str
    is_unclear: bool
    boxes: tuple[Box, ...] = ()
    rows_list: tuple[dict[str, Any], ...] = ()


def cards_of(
    found: list[Dispute], form: EditForm, *, chosen: Mapping[str, str], unclear: tuple[str, ...]
) -> list[Card]:
    words = Wording.of([{one.name: value} for one in found for value in one.choices.values()])
    return [
        Card(
            name=one.name,
            label=form.label_of(one.name),
            choices=tuple(
                _choice(key, form.schema[one.name].kind, one.name, value, words)
                for key, value in one.choices.items()
            ),
            chosen=chosen.get(one.name, ""),
            is_unclear=one.name in unclear,
            boxes=() if one.name in form.rows else (box_of_field(form, one.name),),
            rows_list=(row_boxes(form, one.name),) if one.name in form.rows else (),
        )
        for one in found
    ]


def _choice(key: str, kind: str, name: str, value: Any, words: Wording) -> Choice:
    if kind == "rich_text":
        return Choice(key, value or "", ())
    said, _is_list = say_whole(words, name, value)
    lines = said if isinstance(said, list) else str(said).splitlines()
    return Choice(key, "", tuple(line for line in lines if line))

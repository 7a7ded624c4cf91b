"""The texts of a page that people write freely, one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from contributions.diff import FieldLike
from offers.richtext import blocks, plain_text

# Codes, numbers and addresses have their own checks.
_NOT_PROSE = frozenset(
    {
        *("needs", "need", "service_types", "audiences", "reception_modes", "coverage"),
        *("languages_spoken", "language", "fee", "opening_hours", "identifier"),
        *("commune", "postal_code", "latitude", "longitude", "street_address"),
        *("contact_name", "contact_phone", "contact_email", "website", "phone", "email"),
    }
)
_PROSE_MODES = frozenset({"come", "refer"})


@dataclass(frozen=True, slots=True)
class Passage:
    """`path` is the field, or `field.<uuid>` for one row of it; a line of text each block."""

    path: str
    text: str


def passages_of(field: FieldLike, value: Any) -> Iterator[Passage]:
    """The words in one field, none for a field that holds no words."""
    if field.name in _NOT_PROSE or not value:
        return
    if field.kind == "rows":
        yield from _rows(field.name, value)
    elif isinstance(value, str):
        yield Passage(field.name, _words_of(value) if field.kind == "rich_text" else value)
    elif isinstance(value, list):
        yield from (Passage(field.name, text) for text in value if isinstance(text, str))


@lru_cache(maxsize=256)
def _words_of(html: str) -> str:
    """The same text is read before and after a change, and again by the next one."""
    return "\n".join(map(plain_text, blocks(html)))


def _rows(name: str, rows: list[dict[str, str]]) -> Iterator[Passage]:
    for row in rows:
        said = [row.get("note", "")]
        if row.get("mode") in _PROSE_MODES:
            said.insert(0, row.get("value", ""))
        if text := "\n".join(filter(None, said)):
            yield Passage(f"{name}.{row.get('uuid', '')}", text)

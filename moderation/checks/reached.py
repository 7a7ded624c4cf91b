"""The links, numbers and mail addresses that a change brings, each with where it stands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from contributions.simple_text import Link, read_block
from moderation.checks.reading import Reading
from offers.richtext import blocks

LINK, PHONE, MAIL = "link", "phone", "mail"
_FIELDS = {"website": LINK, "contact_email": MAIL, "email": MAIL, "contact_phone": PHONE}
_FIELDS["phone"] = PHONE
_MODES = frozenset({LINK, PHONE, MAIL})
_SCHEMES = {"mailto:": MAIL, "tel:": PHONE}


@dataclass(frozen=True, slots=True)
class Reached:
    """`words` are those of a link in a text, "" elsewhere."""

    path: str
    mode: str
    value: str
    words: str = ""


def reached_by(reading: Reading) -> list[Reached]:
    """Those of the fields that change which the page did not hold before, each once."""
    known = {(one.mode, one.value, one.words) for one in reached_in(reading)}
    found = (
        one for name in reading.changed for one in _of_field(reading, name, reading.after[name])
    )
    return list(
        dict.fromkeys(one for one in found if (one.mode, one.value, one.words) not in known)
    )


def reached_in(reading: Reading) -> Iterator[Reached]:
    """Those of the page as it is."""
    for name in reading.schema:
        yield from _of_field(reading, name, reading.before.get(name))


def _of_field(reading: Reading, name: str, value: Any) -> Iterator[Reached]:
    if not value:
        return
    kind = reading.schema[name].kind
    if name in _FIELDS:
        yield Reached(name, _FIELDS[name], str(value))
    elif kind == "rows":
        yield from _of_rows(name, value)
    elif kind == "rich_text":
        yield from _of_text(name, value)


def _of_rows(name: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[Reached]:
    for row in rows:
        if row["mode"] in _MODES:
            yield Reached(f"{name}.{row['uuid']}", row["mode"], row["value"])


def _of_text(name: str, html: str) -> Iterator[Reached]:
    for link in _links_of(html) if "<a" in html else ():
        scheme = next((one for one in _SCHEMES if link.url.startswith(one)), "")
        mode = _SCHEMES.get(scheme, LINK)
        yield Reached(name, mode, link.url.removeprefix(scheme), link.text)


@lru_cache(maxsize=256)
def _links_of(html: str) -> tuple[Link, ...]:
    """The same text is read before and after a change, and again by the next one."""
    return tuple(link for block in blocks(html) for link in read_block(block).links)

"""Kinds of offers to begin from: texts to correct and advice, written by people of the trade."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from contributions.models.drafts import Draft

_FOLDER = Path(__file__).parent.parent / "data/fr/kinds"
_BLANK = re.compile(r"\[à compléter[^\]]*\]")
_TEXTS = ("title", "summary", "what", "how_it_goes", "access_conditions")
_LISTS = ("needs", "service_types", "audiences")

Typed = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class OfferKind:
    """`typed` is what its choice writes into the boxes, `hints` advice by name of field."""

    code: str
    label: str
    typed: Typed
    hints: dict[str, str]


@lru_cache(maxsize=1)
def offer_kinds() -> dict[str, OfferKind]:
    """All kinds by code, in the order they are offered."""
    read = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in _FOLDER.glob("*.toml")}
    ordered = sorted(read, key=lambda code: read[code]["position"])
    return {code: _kind(code, read[code]) for code in ordered}


def _kind(code: str, said: dict[str, Any]) -> OfferKind:
    typed = {name: [said[name].strip()] for name in _TEXTS}
    typed |= {name: list(said[name]) for name in _LISTS}
    typed |= {"documents": ["\n".join(said["documents"])], "fee": [said["fee"]]}
    return OfferKind(code, said["label"], typed, said["hints"])


def begin_from(typed: Typed, kind: OfferKind | None) -> Typed:
    """What is typed, begun again from a kind: nothing that the person wrote is replaced.

    The texts of another kind, left as they were, give way.
    """
    before = offer_kinds().get(first(typed, "kind"))
    chosen = dict(typed)
    for name in {*(kind.typed if kind else ()), *(before.typed if before else ())}:
        is_theirs = name in typed and _said(typed[name]) not in (
            [],
            _said(before.typed[name]) if before else [],
        )
        if not is_theirs:
            chosen[name] = list(kind.typed[name]) if kind else []
    chosen["kind"] = [kind.code] if kind else []
    return chosen


def first(typed: Typed, name: str) -> str:
    """The last text sent under a name, as a form reads it."""
    return (typed.get(name) or [""])[-1]


def blanks(text: str) -> list[str]:
    """The places of a kind's text that are still to be filled in."""
    return _BLANK.findall(text)


def label_of(draft: Draft) -> str:
    """How a draft is called in a list: its title, else its kind."""
    title = first(draft.payload, "title").strip()
    kind = offer_kinds().get(first(draft.payload, "kind"))
    return title or (kind.label if kind else "")


def _said(values: list[str]) -> list[str]:
    """Without what a browser changes on the way: line ends, blanks at the ends, the order."""
    return sorted(text for value in values if (text := value.replace("\r\n", "\n").strip()))

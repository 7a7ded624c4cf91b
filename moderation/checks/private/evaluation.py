"""Labelled texts, and how well the finders tell which ones must be held."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from moderation.checks.private.people import people_in
from moderation.checks.private.streets import streets_in

TEXTS = Path(__file__).resolve().parents[2] / "data" / "private_texts.fr.jsonl"
PARTS = ("tune", "heldout")
KINDS = ("street", "person")


@dataclass(frozen=True, slots=True)
class Labelled:
    text: str
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a text holds, and what was found in it."""

    labelled: Labelled
    found: frozenset[str]

    def is_held(self, kind: str) -> bool:
        return bool(self.found) if kind == "any" else kind in self.found

    def should_be(self, kind: str) -> bool:
        return bool(self.labelled.kinds) if kind == "any" else kind in self.labelled.kinds


@dataclass(frozen=True, slots=True)
class Measure:
    """Of one kind; `any` counts a text once, whatever made it to be held."""

    kind: str
    precision: float
    recall: float
    missed: tuple[str, ...]
    wrongly_held: tuple[str, ...]


def read_texts(path: Path, *, parts: Iterable[str] = PARTS) -> list[Labelled]:
    """Raises ValueError or KeyError when a line is none of ours."""
    wanted = frozenset(parts)
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Labelled(row["text"], frozenset(row["kinds"])) for row in rows if row["part"] in wanted]


def found_in(text: str) -> frozenset[str]:
    found = {"street": streets_in(text), "person": people_in(text)}
    return frozenset(kind for kind, spans in found.items() if spans)


def measures(texts: Sequence[Labelled]) -> list[Measure]:
    """Of each kind, then of both together."""
    judged = [Judged(one, found_in(one.text)) for one in texts]
    return [_measure(kind, judged) for kind in (*KINDS, "any")]


def _measure(kind: str, judged: Sequence[Judged]) -> Measure:
    held = [one for one in judged if one.is_held(kind)]
    right = sum(one.should_be(kind) for one in held)
    wanted = sum(one.should_be(kind) for one in judged)
    return Measure(
        kind=kind,
        precision=round(right / len(held), 4) if held else 0.0,
        recall=round(right / wanted, 4) if wanted else 0.0,
        missed=_texts(one for one in judged if one.should_be(kind) and not one.is_held(kind)),
        wrongly_held=_texts(one for one in held if not one.should_be(kind)),
    )


def _texts(judged: Iterable[Judged]) -> tuple[str, ...]:
    return tuple(one.labelled.text for one in judged)

"""How often a router is right on sentences whose needs are known: rows, answers, figures."""

import json
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from search.management.measuring import share, waits
from search.routing.router import Router


@dataclass(frozen=True, slots=True)
class Row:
    text: str
    gold: frozenset[str]
    also_ok: frozenset[str]
    out_of_scope: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The needs found, how long it took by the clock, and of the processor."""

    needs: list[str]
    milliseconds: float
    cpu_milliseconds: float


def read_rows(file: Path) -> list[Row]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [_row(json.loads(line)) for line in lines if line.strip()]


def _row(row: dict[str, Any]) -> Row:
    return Row(
        text=row["text"],
        gold=frozenset(row["gold"]),
        also_ok=frozenset(row.get("also_ok") or ()),
        out_of_scope=bool(row.get("out_of_scope")),
        kind=kind_of(str(row.get("style") or row.get("voice") or "")),
    )


def kind_of(voice: str) -> str:
    """How it is said: the style, or the last word of « femme, 55 ans, Vesoul · indirect »."""
    said = voice.rpartition(" · ")[2].lower()
    known = ("sms", "dictée", "long", "indirect", "direct", "mots clés")
    return next((kind for kind in known if kind in said), said if len(said) < 12 else "other")


def answer(router: Router, text: str) -> Answer:
    started, cpu = perf_counter(), process_time()
    needs = [need.code for need in router.route(text).needs]
    return Answer(needs, (perf_counter() - started) * 1000, (process_time() - cpu) * 1000)


def measure(rows: list[Row], answers: list[Answer]) -> dict[str, Any]:
    """`acc_at_1`: the first need is right or acceptable; `gold_at_n`: a right one among n."""
    pairs = list(zip(rows, answers, strict=True))
    inside = [(row, found.needs) for row, found in pairs if not row.out_of_scope]
    outside = [found.needs for row, found in pairs if row.out_of_scope]
    return {
        "n": len(rows),
        "acc_at_1": share(bool({*got[:1]} & (row.gold | row.also_ok)) for row, got in inside),
        "gold_at_3": share(bool({*got[:3]} & row.gold) for row, got in inside),
        "gold_at_5": share(bool({*got[:5]} & row.gold) for row, got in inside),
        "all_gold_at_3": share(row.gold <= {*got[:3]} for row, got in inside if len(row.gold) > 1),
        "wrongly_refused": share(not got for _row, got in inside),
        "refused": share(not got for got in outside),
        **waits([found.milliseconds for found in answers]),
    }

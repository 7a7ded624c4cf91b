"""What an expression changes in how sentences are read: measured on those whose needs are known."""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.cache import cache

from contributions.effects import EXAMPLES, Effect, Example
from search.routing.current import current_router, lexicon_version, router_with
from search.routing.lexicon import OUT_OF_SCOPE, entry
from search.routing.router import Router

GOLD = Path(__file__).parent / "data" / "gold.jsonl"
KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """`right`: needs that are a good first answer; none for what is not to be answered."""

    text: str
    right: frozenset[str]

    def is_right(self, first: str) -> bool:
        return first in self.right if self.right else not first


def effect_of_expression(key: int | None, fields: dict[str, Any] | None) -> Effect:
    """How many sentences would get another first need, for better and for worse.

    `key` names an expression that stands, `fields` is what it becomes (None: out of use).
    """
    said = json.dumps([key, fields, lexicon_version()], sort_keys=True)
    name = f"effect:{hashlib.sha256(said.encode()).hexdigest()}"
    known: Effect | None = cache.get(name)
    if known is None:
        known = _measured(key, fields)
        cache.set(name, known, KEPT_FOR.total_seconds())
    return known


def _measured(key: int | None, fields: dict[str, Any] | None) -> Effect:
    sentences = _sentences()
    before = _firsts_now(sentences)
    after = _firsts(router_with(key, _entry(fields)), sentences)
    changed = [
        Example(sentence.text, was, now, is_better=sentence.is_right(now))
        for sentence, was, now in zip(sentences, before, after, strict=True)
        if sentence.is_right(was) != sentence.is_right(now)
    ]
    better = sum(one.is_better for one in changed)
    worst_first = sorted(changed, key=lambda one: one.is_better)
    return Effect(better, len(changed) - better, len(sentences), tuple(worst_first[:EXAMPLES]))


def _entry(fields: dict[str, Any] | None) -> Any:
    if fields is None:
        return None
    need = fields["need"] or OUT_OF_SCOPE
    return entry(need, fields["also"], text=fields["text"], language=fields["language"])


def _firsts_now(sentences: list[_Sentence]) -> list[str]:
    """The same for all expressions proposed on one state of the lexicon."""
    name = f"effect-base:{lexicon_version()}:{len(sentences)}".replace(" ", "")
    known: list[str] | None = cache.get(name)
    if known is None:
        known = _firsts(current_router(), sentences)
        cache.set(name, known, KEPT_FOR.total_seconds())
    return known


def _firsts(router: Router, sentences: list[_Sentence]) -> list[str]:
    routed = (router.route(sentence.text).needs[:1] for sentence in sentences)
    return [needs[0].code if needs else "" for needs in routed]


def _sentences() -> list[_Sentence]:
    rows = (json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines() if line)
    return [
        _Sentence(
            row["text"],
            frozenset()
            if row.get("out_of_scope")
            else frozenset(row["gold"]) | frozenset(row.get("also_ok") or ()),
        )
        for row in rows
    ]

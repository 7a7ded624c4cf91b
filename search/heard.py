"""What was understood of a sentence: read once, when it is sent, then carried by its address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from search.names import is_structure_name
from search.routing.current import current_router
from search.routing.echoes import echoes
from search.routing.evidence import Evidence
from search.routing.router import NOTHING, RoutedNeed, Routing
from search.safety.deciding import emergencies
from search.safety.kinds import Danger
from search.vocabulary import put_right

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """`text`: what is looked for, without the words that only say a place or a filter, its mistakes
    put right. `corrections`: each word with what it was taken for. `dangers`: what it may speak of.
    `echoes`: the words others have for the same needs, and how much each tells.
    """

    text: str = ""
    routing: Routing = NOTHING
    corrections: Pairs = ()
    dangers: frozenset[Danger] = frozenset()
    echoes: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> list[Any]:
        routing = self.routing
        needs = [
            [need.code, round(need.confidence, 3), list(need.evidence.words), int(need.is_apart)]
            for need in routing.needs
        ]
        told = [self.text, routing.language, int(routing.is_name), needs]
        echoed = {stem: round(strength, 3) for stem, strength in self.echoes.items()}
        return [*told, list(self.corrections), sorted(self.dangers), echoed]

    @classmethod
    def from_json(cls, stored: Sequence[Any]) -> "Heard":
        """Raises ValueError or TypeError when it was not made by `as_json`."""
        text, language, is_name, needs, corrections, dangers, echoed = stored
        routed = tuple(
            RoutedNeed(code, confidence, Evidence(tuple(words)), bool(is_apart))
            for code, confidence, words, is_apart in needs
        )
        pairs = tuple((wrong, right) for wrong, right in corrections)
        routing = Routing(routed, language, bool(is_name))
        return cls(text, routing, pairs, frozenset(map(Danger, dangers)), dict(echoed))


NOTHING_HEARD = Heard()


def hear(text: str, *, exactly: bool = False) -> Heard:
    """`exactly`: with its mistakes, as it was typed; a danger is heard in either spelling.

    Raises EngineError.
    """
    if not text:
        return NOTHING_HEARD
    language = (get_language() or "fr").split("-")[0]
    router = current_router()
    routing = router.route(text, language, is_structure_name)
    dangers = _dangers(routing)
    if exactly or routing.is_name:
        return Heard(text, routing, dangers=dangers, echoes=_echoes(routing))
    correction = put_right(text, routing.language)
    if not correction:
        return Heard(text, routing, dangers=dangers, echoes=_echoes(routing))
    routing = router.route(correction.text, language, is_structure_name)
    dangers |= _dangers(routing)
    pairs = tuple(correction.pairs)
    return Heard(correction.text, routing, pairs, dangers, _echoes(routing))


def _dangers(routing: Routing) -> frozenset[Danger]:
    return emergencies(routing.reading, routing.needs) if routing.reading else frozenset()


def _echoes(routing: Routing) -> dict[str, float]:
    chosen = [need.code for need in routing.chosen()]
    return echoes(routing.reading, chosen) if routing.reading and chosen else {}

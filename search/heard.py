"""What was understood of a sentence: read once, when it is sent, then carried by its address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from search.names import is_structure_name
from search.routing.current import current_router
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
    """

    text: str = ""
    routing: Routing = NOTHING
    corrections: Pairs = ()
    dangers: frozenset[Danger] = frozenset()

    def as_json(self) -> list[Any]:
        routing = self.routing
        needs = [
            [need.code, round(need.confidence, 3), list(need.evidence.words), int(need.is_apart)]
            for need in routing.needs
        ]
        told = [self.text, routing.language, int(routing.is_name), needs]
        return [*told, list(self.corrections), sorted(self.dangers)]

    @classmethod
    def from_json(cls, stored: Sequence[Any]) -> "Heard":
        """Raises ValueError or TypeError when it was not made by `as_json`."""
        text, language, is_name, needs, corrections, dangers = stored
        routed = tuple(
            RoutedNeed(code, confidence, Evidence(tuple(words)), bool(is_apart))
            for code, confidence, words, is_apart in needs
        )
        pairs = tuple((wrong, right) for wrong, right in corrections)
        routing = Routing(routed, language, bool(is_name))
        return cls(text, routing, pairs, frozenset(map(Danger, dangers)))


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
        return Heard(text, routing, dangers=dangers)
    correction = put_right(text, routing.language)
    if not correction:
        return Heard(text, routing, dangers=dangers)
    routing = router.route(correction.text, language, is_structure_name)
    dangers |= _dangers(routing)
    return Heard(correction.text, routing, tuple(correction.pairs), dangers)


def _dangers(routing: Routing) -> frozenset[Danger]:
    return emergencies(routing.reading, routing.needs) if routing.reading else frozenset()

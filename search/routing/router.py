"""From a sentence to the needs it speaks of, with confidence and evidence. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from search.analysis import Token, analyse
from search.language import guess_language
from search.routing.encoder import Encoder
from search.routing.evidence import Evidence as Evidence
from search.routing.evidence import evidence
from search.routing.knowledge import Knowledge, know
from search.routing.lexicon import OUT_OF_SCOPE, Category, Entry, Lexicon
from search.routing.model import Model
from search.routing.reading import Reading

# Nobody describes a need in more; the rest is neither read nor counted.
LONGEST_TEXT = 2_000

AT_MOST = 5
CATEGORY_CONFIDENCE = 0.9
# A structure's name is believed unless the sentence speaks of a need more surely than this.
SURER_THAN_A_NAME = 0.8


@dataclass(frozen=True, slots=True)
class RoutedNeed:
    code: str
    confidence: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Routing:
    """The needs, surest first. None: nothing typed, nothing to be answered here, or a name."""

    needs: tuple[RoutedNeed, ...] = ()
    language: str = "fr"
    is_name: bool = False

    def chosen(self, *, at_most: int = 3) -> list[RoutedNeed]:
        """Those to search with: the first, and others nearly as sure."""
        if not self.needs:
            return []
        sure = max(0.2, self.needs[0].confidence / 2)
        return [need for need in self.needs[:at_most] if need.confidence >= sure] or [self.needs[0]]


NOTHING = Routing()

Names = Callable[[str], bool]
"""Whether a text is the name of a structure."""


@dataclass(frozen=True, slots=True)
class Router:
    knowledge: Knowledge
    categories: Mapping[str, frozenset[str]]

    @classmethod
    def of(
        cls, lexicon: Lexicon, model: Model | None = None, encoder: Encoder | None = None
    ) -> "Router":
        return cls.placed(lexicon, model, encoder)[0]

    @classmethod
    def placed(
        cls, lexicon: Lexicon, model: Model | None, encoder: Encoder | None
    ) -> tuple["Router", list[int]]:
        """The router, and the place of each entry of the lexicon in it, to change it later."""
        knowledge, places = know(lexicon.entries, model, encoder)
        return cls(knowledge, _category_words(lexicon.categories)), places

    def changed(self, standing: dict[int, Entry | None], added: list[Entry]) -> "Router":
        """With other entries at some places (None: retired) and more of them; in milliseconds."""
        return replace(self, knowledge=self.knowledge.with_changes(standing, added))

    @property
    def size(self) -> int:
        return len(self.knowledge.expressions.entries)

    def entry_at(self, place: int) -> Entry:
        return self.knowledge.expressions.entries[place]

    def route(self, text: str, default_language: str = "fr", names: Names | None = None) -> Routing:
        """The needs of a text; `names` tells whether it names a structure, which is no need."""
        text = text[:LONGEST_TEXT]
        language = guess_language(text, default_language)
        reading = Reading(self.knowledge, text, language)
        if category := self._category(reading):
            return Routing((category,), language)
        needs = _needs(reading)
        if names and not (needs and needs[0][1] >= SURER_THAN_A_NAME) and names(text):
            return Routing(language=language, is_name=True)
        found = [RoutedNeed(code, share, evidence(reading, code)) for code, share in needs]
        return Routing(tuple(found), language)

    def _category(self, reading: Reading) -> RoutedNeed | None:
        """A text made only of the words of one category, when no expression says the same."""
        if not reading.stems or reading.said_before:
            return None
        named = [self.categories.get(stem, frozenset()) for stem in reading.stems]
        codes = frozenset.intersection(*named)
        if len(codes) != 1:
            return None
        typed = tuple(_typed(reading.text, token) for token in reading.tokens)
        return RoutedNeed(min(codes), CATEGORY_CONFIDENCE, Evidence(words=typed))


def _typed(text: str, token: Token) -> str:
    return text[token.start : token.end]


def _needs(reading: Reading) -> list[tuple[str, float]]:
    """The likeliest needs with their shares; none when the text is refused."""
    if not reading.stems or not reading.is_clear():
        return []
    shares = zip(reading.knowledge.codes, map(float, reading.shares()), strict=True)
    ranked = sorted(shares, key=lambda item: (-item[1], item[0]))
    if ranked[0][0] == OUT_OF_SCOPE:
        return []
    return [(code, share) for code, share in ranked if code != OUT_OF_SCOPE][:AT_MOST]


def _category_words(categories: Sequence[Category]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for category in categories:
        for name in (category.code.replace("-", " "), *category.names):
            for token in analyse(name):
                found[token.text] = found.get(token.text, frozenset()) | {category.code}
    return found

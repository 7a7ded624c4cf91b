"""From a sentence to the needs it speaks of, with confidence and evidence. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

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

AT_MOST = 7
CATEGORY_CONFIDENCE = 0.9
# A problem told beside another: likely in the whole message, sure in a part of it.
LIKELY = 0.03
SURE_APART = 0.5
# What a second need is at least, in itself and beside the first, to be searched with.
LEAST_SURE = 0.1
NEARLY = 0.5
# Less likely needs are neither searched with nor proposed, so nobody asks why.
NO_EVIDENCE = Evidence()


@dataclass(frozen=True, slots=True)
class RoutedNeed:
    """`is_apart`: a part of the message speaks of this need by itself."""

    code: str
    confidence: float
    evidence: Evidence
    is_apart: bool = False


@dataclass(frozen=True, slots=True)
class Routing:
    """The needs, surest first. None: nothing typed, nothing to be answered here, or a name.

    `reading`: what was counted in the text, for others to use again; never printed.
    """

    needs: tuple[RoutedNeed, ...] = ()
    language: str = "fr"
    is_name: bool = False
    reading: Reading | None = field(default=None, repr=False, compare=False)

    def chosen(self, *, at_most: int = 3) -> list[RoutedNeed]:
        """Those to search with: the first, others nearly as sure, and other problems told."""
        if not self.needs:
            return []
        sure = max(LEAST_SURE, self.needs[0].confidence * NEARLY)
        others = [n for n in self.needs[1:] if n.confidence >= sure or n.is_apart]
        return [self.needs[0], *others][:at_most]


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
        """The needs of a text. A structure's name is no need, unless people say a need by it."""
        text = text[:LONGEST_TEXT]
        language = guess_language(text, default_language)
        reading = Reading(self.knowledge, text, language)
        if category := self._category(reading):
            return Routing((category,), language, reading=reading)
        is_name = names is not None and names(text)
        if is_name and not reading.said_before:
            return Routing(language=language, is_name=True, reading=reading)
        return Routing(tuple(_needs(reading)), language, is_name, reading)

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


def _needs(reading: Reading) -> list[RoutedNeed]:
    """The likeliest needs, surest first; none when the text is refused."""
    if not reading.stems or not reading.is_clear():
        return []
    codes, shares = reading.knowledge.codes, reading.shares()
    order = sorted(range(len(codes)), key=lambda at: (-shares[at], codes[at]))
    if codes[order[0]] == OUT_OF_SCOPE:
        return []
    likely = [at for at in order if codes[at] != OUT_OF_SCOPE][:AT_MOST]
    told = {likely[0], *(at for at in likely if shares[at] >= LIKELY)}
    return [
        RoutedNeed(
            codes[at],
            float(shares[at]),
            evidence(reading, codes[at]) if at in told else NO_EVIDENCE,
            is_apart=bool(shares[at] >= LIKELY and reading.apart[at] >= SURE_APART),
        )
        for at in likely
    ]


def _category_words(categories: Sequence[Category]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for category in categories:
        for name in (category.code.replace("-", " "), *category.names):
            for token in analyse(name):
                found[token.text] = found.get(token.text, frozenset()) | {category.code}
    return found

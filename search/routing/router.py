"""From a sentence to the needs it speaks of, with confidence and evidence. Pure."""

from dataclasses import dataclass
from functools import cached_property
from math import exp, log

from search.analysis import Token, analyse, words
from search.language import guess_language
from search.routing.features import letter_features, pieces, word_features
from search.routing.lexicon import OUT_OF_SCOPE, Entry, Lexicon
from search.routing.nearest import NearestByLetters, NearestByWords
from search.routing.phrases import Match, Phrases
from search.routing.profiles import Profiles
from search.stopwords import NEGATIONS

# Nobody describes a need in more; the rest is neither read nor counted.
LONGEST_TEXT = 2_000

# How much each part says; measured by cross-validation inside the lexicon.
WEIGHTS = {"words": 1.0, "letters": 1.0, "profile": 1.0, "phrases": 0.3}
# A part that has never seen a need still leaves it this chance.
FLOOR = 0.005
# Turns the sum of the parts into a share that is right as often as it says.
TEMPERATURE = 2.5

# Below this likeness to any expression, or when few words are known, we say we did not understand.
WEAK_LIKENESS = 0.2
UNSURE_LIKENESS = 0.3
FEW_KNOWN_WORDS = 0.3

AT_MOST = 5
CATEGORY_CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class Evidence:
    """What in the text speaks for a need, as typed, and the known expressions it resembles."""

    words: tuple[str, ...] = ()
    expressions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoutedNeed:
    code: str
    confidence: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Routing:
    """The needs, surest first. None: either nothing typed, or nothing this directory can answer."""

    needs: tuple[RoutedNeed, ...] = ()
    language: str = "fr"

    def chosen(self, *, at_most: int = 3) -> list[RoutedNeed]:
        """Those to search with: the first, and others nearly as sure."""
        if not self.needs:
            return []
        sure = max(0.2, self.needs[0].confidence / 2)
        return [need for need in self.needs[:at_most] if need.confidence >= sure] or [self.needs[0]]


NOTHING = Routing()


class Router:
    """Immutable once built; building takes a second for some thousand expressions."""

    def __init__(self, lexicon: Lexicon) -> None:
        entries = lexicon.entries
        analysed = [analyse(entry.text, entry.language) for entry in entries]
        self.entries = entries
        self.words = NearestByWords(entries, [word_features(found) for found in analysed])
        self.letters = NearestByLetters(entries, [letter_features(e.text, 4, 4) for e in entries])
        self.profiles = Profiles(entries, [letter_features(e.text, 3, 5) for e in entries])
        self.phrases = Phrases(
            entries, [_phrase(*pair) for pair in zip(entries, analysed, strict=True)]
        )
        self.categories = _category_words(lexicon)

    def route(self, text: str, default_language: str = "fr") -> Routing:
        text = text[:LONGEST_TEXT]
        language = guess_language(text, default_language)
        tokens = analyse(text, language)
        if category := self._category(text, tokens):
            return Routing((category,), language)
        reading = _Reading(self, text, tokens)
        if not reading.is_clear():
            return Routing(language=language)
        shares = _shares(reading.votes())
        ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
        if not ranked or ranked[0][0] == OUT_OF_SCOPE:
            return Routing(language=language)
        kept = [(code, share) for code, share in ranked if code != OUT_OF_SCOPE][:AT_MOST]
        return Routing(
            tuple(RoutedNeed(code, share, reading.evidence(code)) for code, share in kept), language
        )

    def _category(self, text: str, tokens: list[Token]) -> RoutedNeed | None:
        """A text made only of the words of one category, when no expression says the same."""
        stems = tuple(token.text for token in tokens)
        if not stems or stems in self.phrases.known:
            return None
        codes = set.intersection(*(self.categories.get(stem, set()) for stem in stems))
        if len(codes) != 1:
            return None
        typed = tuple(text[token.start : token.end] for token in tokens)
        return RoutedNeed(codes.pop(), CATEGORY_CONFIDENCE, Evidence(words=typed))


class _Reading:
    """One text seen by each part of the router."""

    def __init__(self, router: Router, text: str, tokens: list[Token]) -> None:
        self.router, self.text, self.tokens = router, text, tokens
        self.stems = [token.text for token in tokens]
        self.matches = router.phrases.find(self.stems)
        self.near_words = router.words.neighbours(_without_parts(tokens, self.matches))
        self.near_letters = router.letters.neighbours(letter_features(text, 4, 4))

    @cached_property
    def _pieces(self) -> list[tuple[list[str], int, int]]:
        """The pieces of each word that says something by itself, with its place."""
        starts = {token.start for token in self.tokens if token.text not in NEGATIONS}
        return [
            (pieces(folded, 3, 5), start, end)
            for folded, start, end in words(self.text)
            if start in starts
        ]

    def is_clear(self) -> bool:
        likeness = self.near_letters[0][1] if self.near_letters else 0.0
        if likeness < WEAK_LIKENESS and not self.matches:
            return False
        return likeness >= UNSURE_LIKENESS or self._known() >= FEW_KNOWN_WORDS

    def _known(self) -> float:
        """The part of the text's weight that stands in words the lexicon knows."""
        index = self.router.words
        weights = [index.idf.get(stem, index.unknown) for stem in self.stems]
        known = [index.idf.get(stem, 0.0) for stem in self.stems]
        return sum(known) / (sum(weights) or 1)

    def votes(self) -> dict[str, dict[str, float]]:
        router = self.router
        return {
            "words": router.words.votes(self.near_words),
            "letters": router.letters.votes(self.near_letters),
            "profile": router.profiles.votes(letter_features(self.text, 3, 5)),
            "phrases": router.phrases.votes(self.matches, len(self.stems)),
        }

    def evidence(self, need: str) -> Evidence:
        return Evidence(self._telling_words(need), self._expressions(need))

    def _telling_words(self, need: str, at_most: int = 4) -> tuple[str, ...]:
        """The words that speak most for the need, in the order they were typed."""
        profiles = self.router.profiles
        weighed = [
            (profiles.contribution(found, need), start, end) for found, start, end in self._pieces
        ]
        best = max((weight for weight, _s, _e in weighed), default=0.0)
        telling = sorted(item for item in weighed if item[0] > 0 and item[0] >= best / 4)[-at_most:]
        spans = sorted((start, end) for _weight, start, end in telling)
        return tuple(dict.fromkeys(self.text[start:end] for start, end in spans))

    def _expressions(self, need: str, at_most: int = 2) -> tuple[str, ...]:
        met = [number for match in self.matches for number in match.entries]
        near = [number for number, _ in [*self.near_letters, *self.near_words]]
        found = [self.router.entries[number] for number in [*met, *near]]
        texts = [entry.text for entry in found if need in dict(entry.needs)]
        return tuple(dict.fromkeys(texts))[:at_most]


def _phrase(entry: Entry, tokens: list[Token]) -> list[str]:
    """The stems of an expression fit to be met inside a text: telling words, few others."""
    length = sum(1 for _ in words(entry.text))
    if length == 1 or (len(tokens) > 1 and len(tokens) * 2 >= length):
        return [token.text for token in tokens]
    return []


def _without_parts(tokens: list[Token], matches: list[Match]) -> list[str]:
    """The word features, less the single words that a longer phrase explains."""
    hidden = {n for match in matches if match.length > 1 for n in range(match.start, match.end)}
    features = word_features(tokens)
    return [f for number, f in enumerate(features) if number not in hidden]


def _shares(votes: dict[str, dict[str, float]]) -> dict[str, float]:
    """One share a need, adding to 1: the parts multiplied, then softened by the temperature."""
    needs = {need for part in votes.values() for need in part}
    scores = {
        need: sum(WEIGHTS[part] * log(vote.get(need, 0.0) + FLOOR) for part, vote in votes.items())
        for need in needs
    }
    best = max(scores.values(), default=0.0)
    powers = {need: exp((score - best) / TEMPERATURE) for need, score in scores.items()}
    total = sum(powers.values())
    return {need: power / total for need, power in powers.items()}


def _category_words(lexicon: Lexicon) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for category in lexicon.categories:
        for name in (category.code.replace("-", " "), *category.names):
            for token in analyse(name):
                found.setdefault(token.text, set()).add(category.code)
    return found

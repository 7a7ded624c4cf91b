"""The words of this site: those its offers and expressions hold, kept in the process.

Read again when the index or the lexicon grew, at most once in KEPT_FOR: a word published since is
only not yet put right with.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max

from offers.models import Expression, PublicOffer
from search.analysis import fold_word, tokens, words
from search.engines.current import engine
from search.models import SearchDocument
from search.spelling import SHORTEST, Correction, Vocabulary, corrected
from search.stopwords import BY_LANGUAGE
from territories.names import all_names

# Seconds.
KEPT_FOR = 3_600
MOST_TITLES = 20_000
MOST_STEMS = 200_000
LANGUAGE = "fr"

Version = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Kept:
    version: Version
    read_at: float
    vocabulary: Vocabulary


_lock = threading.Lock()
_kept: _Kept | None = None


def put_right(text: str, language: str) -> Correction:
    """The sentence as it was probably meant; only for the language offers are written in here."""
    if not text or language != LANGUAGE:
        return Correction(text)
    return corrected(text, current_vocabulary(), _names_a_place)


def current_vocabulary() -> Vocabulary:
    global _kept
    kept = _kept
    if kept is not None and time.monotonic() - kept.read_at < KEPT_FOR:
        return kept.vocabulary
    with _lock:
        version = _version()
        if _kept is None or _kept.version != version:
            _kept = _Kept(version, time.monotonic(), _read())
        else:
            _kept = _Kept(version, time.monotonic(), _kept.vocabulary)
        return _kept.vocabulary


def forget() -> None:
    """Read the words again at the next search."""
    global _kept
    _kept = None


def _version() -> Version:
    documents = SearchDocument.objects.aggregate(last=Max("pk"))["last"]
    expressions = Expression.objects.aggregate(last=Max("pk"))["last"]
    return documents or 0, expressions or 0


def _read() -> Vocabulary:
    """A second for 20,000 expressions and as many titles."""
    indexed = dict(engine().common_words(MOST_STEMS))
    spoken: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    for text in _texts():
        for spelt in _spelt(text):
            folded = fold_word(spelt)
            spoken[folded] += 1
            written.setdefault(folded, Counter())[spelt] += 1
    weights = {
        word: uses + max((indexed.get(stem, 0) for stem in tokens(word, LANGUAGE)), default=0)
        for word, uses in spoken.items()
    }
    stems = {stem for word in spoken for stem in tokens(word, LANGUAGE)}
    for small in BY_LANGUAGE.values():
        weights |= {word: 1 for word in small if word not in weights}
    spellings = {word: _usual(written.get(word), word) for word in weights}
    return Vocabulary.of({*stems, *indexed}, weights, spellings, _foreign())


def _texts() -> Iterator[str]:
    """How people say things, and the titles of the newest offers."""
    expressions = Expression.objects.exclude(status=Expression.Status.RETIRED)
    yield from expressions.filter(language=LANGUAGE).values_list("text", flat=True).iterator()
    titles = PublicOffer.objects.live().order_by("-pk").values_list("title", flat=True)
    yield from titles[:MOST_TITLES]


def _foreign() -> set[str]:
    """Words of other languages, so that nobody's are put right in French."""
    expressions = Expression.objects.exclude(language=LANGUAGE).values_list("text", flat=True)
    return {stem for text in expressions for stem in tokens(text, LANGUAGE)}


def _spelt(text: str) -> Iterator[str]:
    """In lower case, with their accents."""
    for word, start, end in words(text):
        if len(word) >= SHORTEST and word.isalpha():
            yield text[start:end].lower()


def _usual(spellings: Counter[str] | None, word: str) -> str:
    """The word itself, kept once, where it is written as it is looked for."""
    usual = spellings.most_common(1)[0][0] if spellings else word
    return word if usual == word else usual


def _names_a_place(word: str) -> bool:
    """Whether a place is called so, or its name begins so."""
    names = all_names()
    return bool(names.bearing(word)) or bool(names.starting(f"{word} "))

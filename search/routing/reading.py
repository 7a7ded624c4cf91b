"""One text as each part of the router sees it."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from search.analysis import Token, analyse, words
from search.routing import nearest, phrases
from search.routing.blending import (
    FLOOR,
    LEXICON,
    PHRASE_FLOOR,
    SEMANTIC,
    as_log_shares,
    blend,
)
from search.routing.encoder import Encoder
from search.routing.features import Floats, joined, places, read_features, word_number
from search.routing.knowledge import Knowledge
from search.routing.lexicon import OUT_OF_SCOPE
from search.routing.linear import log_softmax
from search.routing.model import contributions
from search.routing.nearest import Neighbours
from search.routing.segments import segments
from search.stopwords import NEGATIONS

# Less like anything people say than this, and made of fewer known words, a text is no sentence.
CLEAR_LIKENESS = 0.2
FEW_KNOWN_WORDS = 0.25

# Past this many telling words, what matters may be said in a few of them only.
LONG = 60

# As sure by words alone, six sentences in ten are, and the encoder would find no more right first
# needs on gold nor on `routing-dev` (among the first three, those of one sentence of gold).
SURE_BY_WORDS = 0.8

# How sure we are of a text that is an expression, word for word.
SAID_BEFORE = 0.85


class Reading:
    def __init__(self, knowledge: Knowledge, text: str, language: str) -> None:
        self.knowledge, self.text, self.language = knowledge, text, language
        self.expressions = knowledge.expressions
        self.tokens: list[Token] = analyse(text, language)
        self.stems = [token.text for token in self.tokens]
        self.features = read_features(text, language)

    @cached_property
    def matches(self) -> list[phrases.Match]:
        return self.expressions.phrases.find(self.stems, self.expressions.in_use)

    @cached_property
    def said_before(self) -> tuple[int, ...]:
        """The expressions that say this text and nothing else."""
        return self.expressions.in_use(self.expressions.phrases.whole(self.stems))

    @cached_property
    def alike(self) -> Neighbours:
        return self.expressions.alike(self.features)

    @property
    def encoder(self) -> Encoder | None:
        """None too without a model that knows what to do with it."""
        return None if self.knowledge.model is None else self.knowledge.encoder

    @cached_property
    def vector(self) -> Floats | None:
        """None without an encoder; milliseconds the first time."""
        vector: Floats | None = self.encoder.encode([self.text])[0] if self.encoder else None
        return vector

    @property
    def telling(self) -> list[Token]:
        """The words that say something by themselves."""
        return [token for token in self.tokens if token.text not in NEGATIONS]

    @cached_property
    def contributions(self) -> list[tuple[Floats, int, int]]:
        """How much each telling word speaks for each class of the model, and its place."""
        model = self.knowledge.model
        if model is None:
            return []
        starts = {token.start for token in self.telling}
        return [
            (contributions(model, word), start, end)
            for word, start, end in words(self.text)
            if start in starts
        ]

    @cached_property
    def apart(self) -> Floats:
        """The share of each code in the segment of the message that speaks most of it."""
        model, found = self.knowledge.model, np.zeros(len(self.knowledge.codes), np.float32)
        if model is None:
            return found
        for segment in segments(self.text, self.language):
            learnt = model.head.log_shares(read_features(segment, self.language).groups)
            shares = log_softmax(LEXICON["text"] * self.knowledge.spread(learnt))
            found = np.maximum(found, np.exp(shares))
        return found

    def is_clear(self) -> bool:
        """Whether enough of the text is like what people say."""
        likeness = self.alike[0][1] if self.alike else 0.0
        if self.matches or likeness >= CLEAR_LIKENESS:
            return True
        return likeness > 0 and self._known_words() >= FEW_KNOWN_WORDS

    def _known_words(self) -> float:
        """The part of the words that the model has met."""
        if self.knowledge.model is None:
            return 0.0
        spelt = [word_number(word) for word, _start, _end in words(self.text)]
        _at, found = places(joined(spelt), self.knowledge.model.head.known)
        return float(found.mean()) if spelt else 0.0

    @cached_property
    def parts(self) -> dict[str, Floats]:
        """The log-shares that each part gives to the codes of the knowledge."""
        if self.knowledge.model is None or self.vector is None:
            return self.by_words
        meaning = self.knowledge.model.meaning.log_shares(self.vector)
        return {**self.by_words, "meaning": self.knowledge.spread(meaning)}

    @cached_property
    def by_words(self) -> dict[str, Floats]:
        """The parts that need no encoder."""
        codes, entries = self.knowledge.codes, self.expressions.entries
        alike = nearest.votes(self.alike, entries)
        found = {**self._learnt(), "likeness": as_log_shares(alike, codes, FLOOR)}
        # What the model was trained on, its heads say better than a phrase found by chance.
        if fresh := [match for match in self.matches if self._is_fresh(match)]:
            said = phrases.votes(fresh, entries, len(self.stems))
            found["phrases"] = as_log_shares(said, codes, PHRASE_FLOOR)
        return found

    def _is_fresh(self, match: phrases.Match) -> bool:
        return any(place >= self.expressions.indexed for place in match.entries)

    def _learnt(self) -> dict[str, Floats]:
        knowledge = self.knowledge
        if knowledge.model is None:
            return {}
        return {"text": knowledge.spread(knowledge.model.head.log_shares(self.features.groups))}

    def shares(self) -> Floats:
        """The share of each code, adding to 1. Words that leave no doubt are not encoded."""
        found = self._shares(self.by_words, LEXICON)
        surest = int(found.argmax())
        is_sure = found[surest] >= SURE_BY_WORDS and self.knowledge.codes[surest] != OUT_OF_SCOPE
        if is_sure or "meaning" not in self.parts:
            return found
        return self._shares(self.parts, SEMANTIC)

    def _shares(self, parts: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
        found = blend(parts, weights, self.knowledge.codes)
        if len(self.stems) > LONG:
            found = (found + self.apart) / (1 + self.apart.sum())
        if not self.said_before:
            return found
        sure = [SAID_BEFORE * self._said.get(code, 0.0) for code in self.knowledge.codes]
        return (1 - SAID_BEFORE) * found + sure

    @cached_property
    def _said(self) -> dict[str, float]:
        """What the expressions that are this text speak of, adding to 1."""
        said = phrases.shares(self.said_before, self.expressions.entries)
        whole = sum(said.values())
        return {code: share / whole for code, share in said.items()}

"""Whether the French of a change reads easily."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from contributions.advice.plain_words import hints
from moderation.checks.findings import Finding, Level
from moderation.checks.passages import Passage
from moderation.checks.private.tokens import bare
from moderation.checks.reading import Reading

# Of a shorter text, no formula says anything.
_FEWEST_WORDS = 40
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"[.!?…\n]+")
_VOWELS = re.compile(r"[aeiouy]+")
# Kandel and Moles's scale for French: below 50 it takes habit, below 30 studies.
_EASY, _HARD = 50, 30
_MOST_HINTS = 5


def check(reading: Reading) -> Iterator[Finding]:
    """How hard each long text is when it became harder, then hints on what the change brings."""
    before = reading.text_before
    for passage in reading.passages:
        yield from _scored(passage, before)
    said = {(hint.field, hint.text) for hint in hints(reading.before)}
    new = [
        hint
        for hint in hints({name: reading.after[name] for name in reading.changed})
        if (hint.field, hint.text) not in said
    ]
    for hint in new[:_MOST_HINTS]:
        label = _("Could be easier to read")
        yield Finding("plain_words", Level.NOTE, label, hint.text, hint.field)


def reading_ease(text: str) -> int | None:
    """0 (very hard) to 100 (very easy), by Kandel and Moles; None for a text of few words."""
    words = _WORD.findall(text)
    if len(words) < _FEWEST_WORDS:
        return None
    sentences = sum(bool(_WORD.search(one)) for one in _SENTENCE.split(text))
    syllables = sum(map(_syllables, words))
    score = 207 - 1.015 * len(words) / max(1, sentences) - 73.6 * syllables / len(words)
    return max(0, min(100, round(score)))


def _scored(passage: Passage, before: str) -> Iterator[Finding]:
    score, was = reading_ease(passage.text), reading_ease(before)
    if score is None or score >= _EASY or (was is not None and score >= was):
        return
    label = _("A text hard to read") if score < _HARD else _("A text that takes effort to read")
    detail = _("Reading ease %(score)d out of 100") % {"score": score}
    level = Level.WARNING if score < _HARD else Level.NOTE
    yield Finding("reading_ease", level, label, detail, passage.path)


def _syllables(word: str) -> int:
    """Groups of vowels, without the mute e at the end."""
    plain = re.sub(r"(?<=[^aeiouy])(?:e|es|ent)$", "", bare(word))
    return max(1, len(_VOWELS.findall(plain)))

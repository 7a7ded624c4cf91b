"""Which language a short text is in: enough to choose a stemmer, no more."""

from search.analysis import words
from search.stopwords import BY_LANGUAGE, SIGNS

_SCRIPTS = (("ar", "\u0600", "\u06ff"), ("ru", "\u0400", "\u04ff"))


def of_script(text: str) -> str:
    """The language whose script the text has; empty for a script of several."""
    for language, first, last in _SCRIPTS:
        if any(first <= letter <= last for letter in text[:500]):
            return language
    return ""


def guess_language(text: str, default: str = "fr") -> str:
    """By the script, else by the small words, else by others; the default when nothing tells."""
    if language := of_script(text):
        return language
    found = [word for word, _start, _end in words(text[:2000])]
    hits = {
        language: sum(word in BY_LANGUAGE[language] for word in found)
        for language in (default, "fr", "en")
        if language in BY_LANGUAGE
    }
    if not any(hits.values()):
        return next((each for each, signs in SIGNS.items() if not signs.isdisjoint(found)), default)
    return max(hits, key=lambda language: (hits[language], language == default), default=default)

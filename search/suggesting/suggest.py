"""Needs, ways to say them, structures and offers that begin like what is being typed."""

from search.engines.database import engine_errors
from search.language import guess_language, of_script
from search.suggesting.lexicon import current_lexicon, suggest_expressions, suggest_needs
from search.suggesting.names import suggest_offers, suggest_structures
from search.suggesting.suggestion import Suggestion, shared_out
from search.suggesting.typed import read_typed
from territories.fold import fold

# Needs are what the search is about.
MOST_NEEDS = 4
OF_A_KIND = 3
# Fewer words do not tell a language: "car" is one in two of them.
TELLING_WORDS = 3


def suggest(text: str, language: str, *, limit: int = 8) -> list[Suggestion]:
    """At most `limit`, in the order of the kinds, at least one of each that answers.

    `language` is that of the page. Raises EngineError, without the text; nothing else, whatever is
    typed.
    """
    spoken = _spoken(text, language)
    typed = read_typed(text, spoken)
    if not typed:
        return []
    begun = fold(text)
    with engine_errors():
        lexicon = current_lexicon()
        needs = suggest_needs(lexicon, typed, begun, language=language, at_most=MOST_NEEDS)
        said = suggest_expressions(
            lexicon, typed, begun, spoken=spoken, language=language, at_most=OF_A_KIND
        )
        structures = suggest_structures(typed, begun, at_most=OF_A_KIND)
        offers = suggest_offers(typed, begun, language=spoken, at_most=OF_A_KIND)
    return shared_out([needs, said, structures, offers], limit)


def _spoken(text: str, language: str) -> str:
    is_told = len(text.split()) >= TELLING_WORDS
    return guess_language(text, language) if is_told else of_script(text) or language

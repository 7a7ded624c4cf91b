"""A sentence read against the places of this site: filters, and the place it tells."""

from dataclasses import dataclass

from django.utils.translation import get_language

from search.kept_places import resolve_kept
from search.language import guess_language
from search.understanding.sentence import Understood, understand_sentence
from territories.names import all_names
from territories.resolution import Resolution

# As the place box reads one or the other of two places.
BETWEEN = " / "
NOTHING_SAID = Understood("", "fr")


@dataclass(frozen=True, slots=True)
class ToldPlace:
    """The words that name a place, as the place box would have held them, and what they mean."""

    text: str
    resolution: Resolution


def read_sentence(text: str) -> Understood:
    """No query, unless places were added: their names are in memory."""
    if not text:
        return NOTHING_SAID
    language = guess_language(text, (get_language() or "fr").split("-")[0])
    return understand_sentence(text, language, all_names().bearing)


def told_place(understood: Understood) -> ToldPlace | None:
    """The place of the sentence, or namesakes to ask about when it was clearly announced."""
    places = understood.places
    if not places:
        return None
    text = BETWEEN.join(dict.fromkeys(place.text for place in places))
    resolution = resolve_kept(text)
    is_clear = all(place.is_clear for place in places)
    is_told = resolution.kind == "place" or (resolution.kind == "choices" and is_clear)
    return ToldPlace(text, resolution) if is_told else None

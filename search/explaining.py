"""Why an offer is there, and how far the search went, in plain sentences."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from search.places import RADIUS_KM, WIDER, Rung
from search.query import Criteria, Found
from search.ranking import Hit
from search.stopwords import NEGATIONS


def why(hit: Hit, criteria: Criteria) -> str:
    """« Répond à “…” (vous avez écrit : …) · à 4 km »."""
    return " · ".join(part for part in (_about(hit, criteria), _where(hit)) if part)


def _about(hit: Hit, criteria: Criteria) -> str:
    need = next((need for need in criteria.needs if need.pk == hit.need), None)
    if need is None:
        words = ", ".join(typed_words(criteria))
        return _("Contains your words: %(words)s") % {"words": words} if words else ""
    words = ", ".join(criteria.evidence(need.code).words)
    if words:
        return _("Answers “%(need)s” (you wrote: %(words)s)") % {"need": need.label, "words": words}
    return _("Answers “%(need)s”") % {"need": need.label}


def typed_words(criteria: Criteria, at_most: int = 4) -> list[str]:
    """The telling words of the sentence, as they were typed."""
    telling = [token for token in criteria.tokens() if token.text not in NEGATIONS]
    typed = [criteria.text[token.start : token.end] for token in telling]
    return list(dict.fromkeys(typed))[:at_most]


def _where(hit: Hit) -> str:
    if hit.distance_km is not None:
        return distance_text(hit.distance_km)
    return _("at a distance") if hit.candidate.is_remote else ""


def distance_text(kilometres: float) -> str:
    if kilometres < 1:
        return _("less than 1 km away")
    return _("%(km)s km away") % {"km": number_format(round(kilometres))}


def rung_text(found: Found) -> str:
    """What had to be given up to find something; empty when nothing was."""
    place = found.criteria.place
    near = place.name if place else ""
    match found.rung:
        case Rung.SOME_WORDS:
            return _("No offer holds all your words: here are those that hold most of them.")
        case Rung.WIDER:
            return _(
                "Nothing within %(near)s km of %(place)s: here is what exists within %(far)s km."
            ) % {"near": round(RADIUS_KM), "far": round(RADIUS_KM * WIDER), "place": near}
        case Rung.DEPARTMENT | Rung.REGION:
            return _("Nothing close to %(place)s: here is what exists in %(area)s.") % {
                "place": near,
                "area": found.reach.name,
            }
        case Rung.ANYWHERE:
            return _(
                "Nothing around %(place)s: here is what exists elsewhere or at a distance."
            ) % {"place": near}
        case _:
            return ""

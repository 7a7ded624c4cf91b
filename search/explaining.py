"""Why an offer is there, and how far the search went, in plain sentences."""

from collections.abc import Mapping

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from offers.cards import AGEING_AFTER
from offers.distances import distance_text
from search.criteria import Criteria
from search.places import RADIUS_KM, WIDER, Rung
from search.query import Found
from search.ranking import Hit
from search.stopwords import NEGATIONS


def why(hit: Hit, criteria: Criteria, labels: Mapping[str, str]) -> str:
    """« Répond à “…” (vous avez écrit : …) · à 4 km · vérifié il y a 12 jours ».

    `labels`: the names of needs, by code.
    """
    about, filtered = _about(hit, criteria, labels), _filtered(hit)
    said = (about, filtered, _where(hit), _zone(hit), _checked(hit), _room(hit), _doubt(hit))
    return " · ".join(part for part in said if part)


def _about(hit: Hit, criteria: Criteria, labels: Mapping[str, str]) -> str:
    if not hit.need:
        words = ", ".join(typed_words(criteria))
        return _("Contains your words: %(words)s") % {"words": words} if words else ""
    need = labels.get(hit.need, hit.need)
    if hit.need not in {asked.code for asked in criteria.needs}:
        return _("Answers a neighbouring need: “%(need)s”") % {"need": need}
    words = ", ".join(criteria.evidence(hit.need).words)
    if words:
        return _("Answers “%(need)s” (you wrote: %(words)s)") % {"need": need, "words": words}
    return _("Answers “%(need)s”") % {"need": need}


def typed_words(criteria: Criteria, at_most: int = 4) -> list[str]:
    """The telling words of the sentence, as they were typed."""
    telling = [token for token in criteria.tokens() if token.text not in NEGATIONS]
    typed = [criteria.text[token.start : token.end] for token in telling]
    return list(dict.fromkeys(typed))[:at_most]


def _filtered(hit: Hit) -> str:
    return "" if hit.passes else _("but not all that you ask: check with them")


def _where(hit: Hit) -> str:
    if hit.distance_km is not None:
        return distance_text(hit.distance_km)
    return _("at a distance") if hit.is_remote else ""


def _zone(hit: Hit) -> str:
    return _("says it serves other towns: ask before you go") if hit.is_outside else ""


def _checked(hit: Hit) -> str:
    """Only what speaks for the offer: that it is old is said by its badge."""
    if hit.verified_days is None or hit.verified_days >= AGEING_AFTER:
        return ""
    if hit.verified_days == 0:
        return _("checked today")
    return ngettext("checked %(days)s day ago", "checked %(days)s days ago", hit.verified_days) % {
        "days": number_format(hit.verified_days)
    }


def _room(hit: Hit) -> str:
    return _("places available") if hit.has_room else ""


def _doubt(hit: Hit) -> str:
    return _("reported recently: check before you go") if hit.is_doubted else ""


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
        case Rung.REMOTE:
            return _("Nothing around %(place)s: here is what is done at a distance.") % {
                "place": near
            }
        case Rung.UNFILTERED:
            return _("Nothing passes your filters: here is what exists without them.")
        case Rung.SIBLINGS:
            return _("Nothing answers exactly this need: here is what answers neighbouring ones.")
        case Rung.ANYWHERE:
            return _(
                "Nothing around %(place)s holds your words: here is what exists elsewhere."
            ) % {"place": near}
        case _:
            return ""

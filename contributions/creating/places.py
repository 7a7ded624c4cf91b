"""Where an offer is and whom it serves, from the words people use."""

from django.utils.translation import gettext as _

from contributions.choices import place_name
from offers.normalise import Refused
from territories.areas import above_commune
from territories.models import Territory
from territories.models.places import TOWNS, Level
from territories.resolution import resolve_place

# How far an offer reaches, seen from its commune; the first one is that of most offers.
REACHES = ("department", "commune", "region", "country")
_MOST_NAMED = 5


def read_commune(text: str) -> Territory | None:
    """The commune a text means, None for an empty one. Raises Refused, with the candidates."""
    if not text.strip():
        return None
    found = resolve_place(text)
    if isinstance(found.place, Territory) and found.place.level in TOWNS:
        return found.place
    towns = [each for each in found.choices if getattr(each, "level", "") in TOWNS]
    if towns:
        names = ", ".join(place_name(town.uid) for town in towns[:_MOST_NAMED])
        raise Refused(_("Several places fit. Write one of these: %(names)s.") % {"names": names})
    raise Refused(_("We do not know this commune. Write its name, or its postal code."))


def commune_or_none(text: str) -> Territory | None:
    """The same while it is being typed: what is not clear yet is nothing."""
    try:
        return read_commune(text)
    except Refused:
        return None


def area_served(reach: str, seen_from: Territory) -> Territory | None:
    """The area of a reach around a place; None when the place is wider than that."""
    if reach == "commune":
        return seen_from if seen_from.level in TOWNS else None
    department = above_commune(seen_from)
    if reach == "department":
        return department if department.level in {Level.DEPARTMENT, Level.PROVINCE} else None
    above = [*Territory.objects.above(department), department]
    if reach == "country":
        country: Territory = above[0]
        return country
    regions = (area for area in above if area.level == Level.REGION)
    found: Territory | None = next(regions, None)
    return found

"""From what a person typed to a place: name, postal or official code, point, uid, or a mix."""

import re
import unicodedata
from datetime import datetime

from django.utils import timezone

from territories.choosing import UNKNOWN, Kind, Resolution, chosen
from territories.lookup import Lookup
from territories.points import nearest_communes, read_point
from territories.reading import Reading

__all__ = ["UNKNOWN", "Kind", "Resolution", "resolve_place"]

LONGEST_TEXT = 160
MOST_WORDS = 20
_UID = re.compile(r"[a-z]{2}(:[a-z]+:\w+)?", re.ASCII)
_GLUED = re.compile(r"([^\W\d_]{3,})(\d{4,})")


def resolve_place(
    text: str, *, country: str | None = None, at: datetime | None = None
) -> Resolution:
    """Never raises, whatever the text. `country` is a two-letter code, None for all of them."""
    text = _printed(text[: LONGEST_TEXT + 1])
    if not text or len(text) > LONGEST_TEXT:
        return UNKNOWN
    lookup = Lookup(country=country, on=timezone.localdate(at))
    if _UID.fullmatch(text) and (found := lookup.uid(text)):
        return chosen(found)
    if point := read_point(text):
        return _nearest(point, country)
    reading = Reading(_GLUED.sub(r"\1 \2", text), lookup)
    return reading.resolution() if reading.size <= MOST_WORDS else UNKNOWN


def _nearest(point: tuple[float, float], country: str | None) -> Resolution:
    near = [place for place, _ in nearest_communes(*point)]
    return chosen([p for p in near if country in (None, p.country_code)][:1]) if near else UNKNOWN


def _printed(text: str) -> str:
    """Without invisible joiners; anything else that cannot be printed parts words."""
    kept = (char for char in text if unicodedata.category(char) != "Cf")
    return "".join(char if char.isprintable() else " " for char in kept).strip()

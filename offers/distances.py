"""How far an offer is, in words."""

from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

MOST_REMEMBERED = 1_000


def distance_text(kilometres: float) -> str:
    """To the nearest kilometre."""
    whole = 0 if kilometres < 1 else int(kilometres + 0.5)
    return _distance_text(whole, get_language() or "")


@lru_cache(MOST_REMEMBERED)
def _distance_text(whole: int, language: str) -> str:
    with override(language):
        if not whole:
            return _("less than 1 km away")
        return _("%(km)s km away") % {"km": number_format(whole)}

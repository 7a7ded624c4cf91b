"""The two boxes above the results, drawn by their template once for each language."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.translation import get_language, override

from offers.markup import filled

MOST_REMEMBERED = 100
# Private characters, which the template does not hold, where the values go.
_PROBLEM, _PLACE = "\ue000", "\ue001"


def form_html(problem: str, place: str) -> str:
    """As components/search_form.html draws it without an error. Both values are escaped."""
    return filled(_markup(get_language() or "", get_script_prefix()), problem=problem, place=place)


@lru_cache(MOST_REMEMBERED)
def _markup(language: str, _script_prefix: str) -> str:
    """To be formatted with what was typed."""
    with override(language):
        values = {"problem": _PROBLEM, "place": _PLACE}
        drawn = render_to_string("components/search_form.html", values)
    whole = drawn.replace("{", "{{").replace("}", "}}")
    return whole.replace(_PROBLEM, "{problem}").replace(_PLACE, "{place}")

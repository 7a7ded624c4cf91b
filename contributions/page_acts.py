"""What anybody can do about a page, drawn once for all the pages of a kind."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.translation import get_language, override

from contributions.discussion.permissions import Person
from contributions.discussion.reading import thread_count
from offers.markup import filled

MOST_REMEMBERED = 200
# As long as those of pages, and none of them.
_ANY_ID = "00000000"


def page_acts_html(kind: str, public_id: str, pk: int, user: Person) -> str:
    """Of an offer or a structure, for this reader."""
    count = thread_count(kind, pk, user)
    markup = _markup(kind, count, get_language() or "", get_script_prefix())
    return filled(markup, public_id=public_id)


@lru_cache(MOST_REMEMBERED)
def _markup(kind: str, count: int, language: str, _script_prefix: str) -> str:
    shown = {"kind": kind, "public_id": _ANY_ID, "count": count}
    with override(language):
        drawn = render_to_string("contributions/_page_acts.html", shown)
    return drawn.replace("{", "{{").replace("}", "}}").replace(_ANY_ID, "{public_id}")

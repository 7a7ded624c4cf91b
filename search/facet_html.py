"""The choices that narrow a search, put together without a template: a page has some twenty."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from offers.markup import filled, joined

MOST_REMEMBERED = 2_000
_OPTION = '<li><a class="refine__option" href="{}" rel="nofollow"><span>{}</span> {}</a></li>'
_CHOSEN = (
    '<li><a class="refine__option" href="{}" rel="nofollow" aria-current="true">'
    "{}<span>{}</span> {}</a></li>"
)


def options_html(options: Iterable[Mapping[str, Any]]) -> str:
    """The list of one facet, as search/_refine.html says of each option. Every value is escaped."""
    language = get_language() or ""
    return filled("<ul>{}</ul>", joined(_option(option, language) for option in options))


def _option(option: Mapping[str, Any], language: str) -> str:
    url, label, count = option["url"], option["label"], _count(option["count"], language)
    if option["is_chosen"]:
        return filled(_CHOSEN, url, _remove(language), label, count)
    return filled(_OPTION, url, label, count)


@lru_cache(MOST_REMEMBERED)
def _remove(language: str) -> str:
    with override(language):
        cross = render_to_string("components/icon.html", {"name": "check"})
        return format_html('<span class="visually-hidden">{} </span>{}', _("Remove:"), cross)


@lru_cache(MOST_REMEMBERED)
def _count(number: int, language: str) -> str:
    with override(language):
        return format_html(
            '<span class="refine__count">{}<span class="visually-hidden"> {}</span></span>',
            localize(number),
            ngettext("offer", "offers", number),
        )

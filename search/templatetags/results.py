from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from search.facet_html import options_html
from search.form_html import form_html

register = template.Library()


@register.simple_tag
def search_form(problem: str, place: str) -> str:
    """The two boxes, with what was typed."""
    return form_html(problem, place)


@register.simple_tag
def facet_options(options: Iterable[Mapping[str, Any]]) -> str:
    """The list of one facet."""
    return options_html(options)

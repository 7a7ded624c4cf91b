import inspect
from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from offers.card_html import card_html
from offers.markup import filled, joined

register = template.Library()

PARAMETERS = inspect.signature(card_html).parameters


@register.simple_tag(takes_context=True)
def card(context: template.Context) -> str:
    """From the variables of components/card.html."""
    return card_html(**{name: context[name] for name in PARAMETERS if name in context})


@register.simple_tag
def card_list(cards: Iterable[Mapping[str, Any]]) -> str:
    """Cards as offers.cards gives them."""
    items = joined(filled("<li>{}</li>", card_html(**each)) for each in cards)
    return filled('<ul class="results">{}</ul>', items)

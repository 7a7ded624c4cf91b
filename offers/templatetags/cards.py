import inspect
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from offers.card_html import card_html

register = template.Library()

PARAMETERS = inspect.signature(card_html).parameters


@register.simple_tag(takes_context=True)
def card(context: template.Context) -> str:
    """From the variables of components/card.html."""
    return card_html(**{name: context[name] for name in PARAMETERS if name in context})


@register.simple_tag
def card_list(cards: Iterable[Mapping[str, Any]]) -> str:
    """Cards as offers.cards gives them."""
    items = "".join(f"<li>{card_html(**each)}</li>" for each in cards)
    return SafeString(f'<ul class="results">{items}</ul>')

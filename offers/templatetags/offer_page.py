import inspect
from typing import Any

from django import template

from offers.contact_html import contact_html
from offers.page_html import badges_html, facts_html, needs_html

register = template.Library()

PARAMETERS = inspect.signature(contact_html).parameters

register.simple_tag(badges_html, name="offer_badges")
register.simple_tag(facts_html, name="fact_list")
register.simple_tag(needs_html, name="need_chips")


@register.simple_tag(takes_context=True)
def contact(context: template.Context) -> str:
    """From the variables of components/contact.html."""
    return contact_html(**{name: context[name] for name in PARAMETERS if name in context})


@register.simple_tag
def contact_of(said: dict[str, Any], website: str) -> str:
    """Of an offer, from what offers.presentation says of its contact."""
    return contact_html(**said, website=website)

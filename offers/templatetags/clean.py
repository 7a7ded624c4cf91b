from django import template
from django.utils.safestring import SafeString

from offers.richtext import clean_html

register = template.Library()


@register.filter
def clean(html: str) -> SafeString:
    """Contributed HTML, cleaned again on its way out: the only place where it becomes markup."""
    return SafeString(clean_html(html or ""))

from django import template

from home import around

register = template.Library()

register.simple_tag(around.footer)


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> str:
    """No link is current on a page drawn without a request."""
    request = context.get("request")
    return around.navigation(request.path if request else "")

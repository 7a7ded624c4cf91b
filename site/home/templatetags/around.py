from django import template

from home import around

register = template.Library()

register.simple_tag(around.footer)
register.simple_tag(around.looks)


@register.simple_tag(takes_context=True)
def masthead(context: template.Context) -> str:
    """That of a visitor, no link being current, on a page drawn without a request."""
    request, user = context.get("request"), context.get("user")
    return around.masthead(
        request.path if request else "", is_member=bool(user and user.is_authenticated)
    )

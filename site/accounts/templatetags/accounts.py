from typing import Any

from allauth.socialaccount.adapter import get_adapter
from django import template
from django.forms import BaseForm
from django.urls import reverse
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag(takes_context=True)
def providers(context: dict[str, Any]) -> list[dict[str, str]]:
    """The sign-in services set by the operator: name and the address to POST to."""
    request = context["request"]
    return [
        {"name": provider.name, "address": provider.get_login_url(request)}
        for provider in get_adapter(request).list_providers(request)
    ]


@register.filter
def without_placeholders(form: BaseForm) -> BaseForm:
    """allauth repeats each label inside its box, where it vanishes when one types."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return form


@register.simple_tag
def account_trail() -> list[dict[str, str]]:
    return [{"label": _("My account"), "url": reverse("accounts:account")}]

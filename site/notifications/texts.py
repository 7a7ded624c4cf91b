"""The words of a notice, made when they are shown or sent, in the language active then."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template import Context, Engine
from django.utils.translation import gettext as _

from notifications.kinds import find


def subject(kind: str, params: Mapping[str, Any]) -> str:
    """One line, whatever the params hold: a line break could forge a mail header.

    A kind that is no longer registered still gets a line, because its notices are still listed.
    """
    found = find(kind)
    if found is None:
        return _("Something new for you on Maillage")
    return " ".join(render_text(found.subject, params).split())


def body(kind: str, params: Mapping[str, Any], *, name: str, path: str) -> str:
    """The mail to this person, with an absolute link. Raises LookupError on an unknown kind."""
    found = find(kind)
    if found is None:
        raise LookupError(f"Nobody registered the kind {kind}.")
    site = settings.SITE_URL
    own = {"name": name, "link": f"{site}{path}", "site_url": site}
    return render_text(found.template, {**params, **own}).strip() + "\n"


def leaving(address: str) -> str:
    """The last line of a mail that one may do without."""
    return render_text("emails/leaving.txt", {"leaving": address}).strip() + "\n"


def render_text(template: str, params: Mapping[str, Any]) -> str:
    # Plain text: nothing is escaped, so these templates must never be shown as HTML.
    context = Context(dict(params), autoescape=False)
    return Engine.get_default().get_template(template).render(context)

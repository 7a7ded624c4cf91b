"""How to get in touch, put together without a template: every page of an offer or a structure says
it. Every value is escaped."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from offers.markup import filled

MOST_REMEMBERED = 500
_UGC = 'rel="nofollow ugc noopener"'


def contact_html(
    *,
    title: str = "",
    phone: str = "",
    phone_text: str = "",
    email: str = "",
    address: str = "",
    map_url: str = "",
    refer_url: str = "",
    refer_text: str = "",
    website: str = "",
    note: str = "",
    on_request: bool = False,
) -> str:
    """components/contact.html says what each parameter is; those that are empty draw nothing."""
    said = {
        "title": title,
        "phone": phone,
        "phone_text": phone and (phone_text or phone),
        "email": email,
        "address": address,
        "map_url": address and map_url,
        "refer_url": refer_url,
        "refer_text": refer_url and refer_text,
        "website": website,
        "note": note,
        "on_request": on_request,
    }
    shown = {name: value for name, value in said.items() if value}
    return filled(_markup(frozenset(shown), get_language() or ""), **shown)


@lru_cache(MOST_REMEMBERED)
def _markup(shown: frozenset[str], language: str) -> str:
    """What stands around the values, with a {name} for each."""
    with override(language):
        title = "{title}" if "title" in shown else _literal(_("Get in touch"))
        ways = "".join(html for name, html in _ways(shown).items() if name in shown)
        notes = "".join(html for name, html in _notes().items() if name in shown)
    actions = f'<div class="contact__actions">{ways}</div>'
    return f'<section class="contact"><h2>{title}</h2>{actions}{notes}</section>'


def _ways(shown: frozenset[str]) -> dict[str, str]:
    """By the parameter that each way needs, in their order."""
    second = " button--secondary" if "phone" in shown else ""
    refer = _detail("{refer_text}") if "refer_text" in shown else ""
    number = _detail('<bdi dir="ltr">{phone_text}</bdi>')
    return {
        "phone": _link("tel:{phone}", "phone", _("Call"), number),
        "email": _link(
            "mailto:{email}", "mail", _("Write"), _detail("<bdi>{email}</bdi>"), look=second
        ),
        "address": _place(shown),
        "refer_url": _outside("{refer_url}", "refer", _("Refer someone"), refer),
        "website": _outside(
            "{website}", "link", _("Web page"), _detail('<bdi dir="ltr">{website}</bdi>')
        ),
    }


def _notes() -> dict[str, str]:
    on_request = _literal(
        _(
            "This contact is given on request only: the people who look after this territory can "
            "put you in touch."
        )
    )
    return {
        "on_request": f'<p class="small muted">{on_request}</p>',
        "note": '<p class="small muted">{note}</p>',
    }


def _place(shown: frozenset[str]) -> str:
    label, detail = _("Go there"), _detail("{address}")
    if "map_url" in shown:
        rel = 'rel="nofollow noopener"'
        return _link("{map_url}", "walk", label, detail, look=" button--secondary", rel=rel)
    strong = f"<strong>{_literal(label)}</strong>"
    return f'<p class="contact__place">{_icon("walk")}<span>{strong}{detail}</span></p>'


def _outside(url: str, icon: str, label: str, detail: str) -> str:
    return _link(url, icon, label, detail, look=" button--secondary", rel=_UGC)


def _link(url: str, icon: str, label: str, detail: str, *, look: str = "", rel: str = "") -> str:
    text = f"{_icon(icon)}<span>{_literal(label)}{detail}</span>"
    return f'<a class="button{look}" href="{url}"{rel and f" {rel}"}>{text}</a>'


def _detail(html: str) -> str:
    return f'<span class="contact__detail">{html}</span>'


def _icon(name: str) -> str:
    return render_to_string("components/icon.html", {"name": name}).strip()


def _literal(text: str) -> str:
    """A translation inside markup that is formatted after."""
    return escape(text).replace("{", "{{").replace("}", "}}")

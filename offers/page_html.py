"""What the page of an offer repeats, put together without a template; every value is escaped."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from offers.card_html import check_html, room_html
from offers.markup import filled, joined
from offers.models import Need


def facts_html(facts: Iterable[Mapping[str, Any]]) -> str:
    """components/facts.html says what each fact is; those without value are left out."""
    return filled('<dl class="facts">{}</dl>', joined(map(_fact, filter(_is_known, facts))))


def badges_html(level: str, note: str, state: str, text: str) -> str:
    """Whether there is room, and when somebody last checked."""
    language = get_language() or ""
    return joined((room_html(level, note, language), check_html(state, text, language)))


def needs_html(needs: Iterable[Need]) -> str:
    """The needs that an offer answers, each leading to its page."""
    chip = '<li class="chip"><a href="{}">{}</a></li>'
    chips = (filled(chip, reverse("offers:need", args=[need.code]), need.label) for need in needs)
    return filled('<ul class="chips">{}</ul>', joined(chips))


def _is_known(fact: Mapping[str, Any]) -> bool:
    return bool(fact["value"])


def _fact(fact: Mapping[str, Any]) -> str:
    icon = _icon(fact["icon"]) if fact.get("icon") else ""
    lines = fact["value"] if fact.get("is_list") else [_one(fact)]
    values = joined(filled("<dd>{}</dd>", line) for line in lines)
    return filled("<div><dt>{}{}</dt>{}</div>", icon, fact["label"], values)


def _one(fact: Mapping[str, Any]) -> str:
    if fact.get("url"):
        return filled('<a href="{}">{}</a>', fact["url"], fact["value"])
    return linebreaksbr(str(fact["value"]), autoescape=True)


@lru_cache
def _icon(name: str) -> str:
    return render_to_string("components/icon.html", {"name": name})

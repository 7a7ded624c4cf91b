"""The card of an offer in a list, put together without a template: a page of results shows twenty.

Every value is escaped. Templates draw one by components/card.html, a whole list by `card_list`.
"""

from collections.abc import Sequence
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import escape, format_html_join
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from offers.distances import distance_text
from offers.markup import filled

# Badges and chips in memory, a few hundred bytes each: the same few come back on every page.
MOST_REMEMBERED = 2_000


def card_html(
    *,
    url: str,
    title: str,
    structure: str = "",
    place: str = "",
    distance_km: float | None = None,
    fee: str = "",
    summary: str = "",
    why: str = "",
    needs: Sequence[str] = (),
    availability: str = "",
    availability_note: str = "",
    freshness: str = "",
    freshness_text: str = "",
) -> str:
    """components/card.html says what each parameter is; those that are empty draw nothing."""
    language = get_language() or ""
    said = {
        "url": url,
        "title": title,
        "structure": structure,
        "place": place,
        "distance": distance_text(distance_km) if place and distance_km is not None else "",
        "fee": fee,
        "summary": summary,
        "why": why,
        "needs": needs and _chips(tuple(needs)),
        "availability": availability and room_html(availability, availability_note, language),
        "freshness": freshness and check_html(freshness, freshness_text, language),
    }
    shown = {name: value for name, value in said.items() if value}
    return filled(_markup(frozenset(shown), language), **shown)


@lru_cache(MOST_REMEMBERED)
def _markup(shown: frozenset[str], language: str) -> str:
    """What stands around the values, with a {name} for each: a few dozen make every card."""
    with override(language):
        parts = (*_meta(shown), *_below(shown), _badges(shown))
    return (
        '<article class="card card--link"><h3 class="card__title"><a href="{url}">{title}</a></h3>'
        f"{''.join(parts)}</article>"
    )


def _meta(shown: frozenset[str]) -> list[str]:
    place = "{place} · {distance}" if "distance" in shown else "{place}"
    facts = {"structure": ("building", "{structure}"), "place": ("place", place)}
    facts["fee"] = ("euro", "{fee}")
    lines = [f"<li>{_icon(facts[name][0])}{facts[name][1]}</li>" for name in facts if name in shown]
    return ['<ul class="card__meta">', *lines, "</ul>"]


def _below(shown: frozenset[str]) -> list[str]:
    why, needs = _literal(_("Why this one:")), _literal(_("Needs it answers"))
    parts = {
        "summary": '<p class="card__summary">{summary}</p>',
        "why": f'<p class="why">{_icon("bulb")}<span><strong>{why}</strong> {{why}}</span></p>',
        "needs": f'<ul class="chips" aria-label="{needs}">{{needs}}</ul>',
    }
    return [parts[name] for name in parts if name in shown]


def _badges(shown: frozenset[str]) -> str:
    badges = [f"{{{name}}}" for name in ("availability", "freshness") if name in shown]
    return f'<p class="card__badges">{" ".join(badges)}</p>' if badges else ""


def _icon(name: str) -> str:
    return render_to_string("components/icon.html", {"name": name}).strip()


def _literal(text: str) -> str:
    """A translation inside markup that is formatted after."""
    return escape(text).replace("{", "{{").replace("}", "}}")


@lru_cache(MOST_REMEMBERED)
def _chips(needs: tuple[str, ...]) -> str:
    markup = '<li class="chip chip--small">{}</li>'
    return format_html_join("", markup, ((need,) for need in needs))


@lru_cache(MOST_REMEMBERED)
def room_html(level: str, note: str, language: str) -> str:
    with override(language):
        return render_to_string("components/availability.html", {"level": level, "note": note})


@lru_cache(MOST_REMEMBERED)
def check_html(state: str, text: str, language: str) -> str:
    with override(language):
        return render_to_string("components/freshness.html", {"state": state, "text": text})

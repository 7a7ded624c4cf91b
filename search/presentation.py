"""What the results page shows: chips, choices, cards with their reason, and the next step."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from offers.cards import card, need_labels, shown_offers
from offers.words import words
from search.asking import MOST_PAGES, Asked
from search.explaining import rung_text, why
from search.links import Address
from search.narrowing import filter_labels
from search.places import Place, Rung
from search.query import PAGE_SIZE, Found
from search.ranking import Hit
from search.refining import facets_of, narrow_url, orders_of
from search.safety.box import safety_box
from search.unmet.forms import missing_form
from territories.models import Territory, TerritoryContact, Zone

Card = dict[str, Any]

ALTERNATIVES = 3
# Less likely needs would only puzzle.
LIKELY_ENOUGH = 0.05


def page_context(asked: Asked, found: Found) -> dict[str, Any]:
    address, pages = asked.address, max(1, -(-len(found.hits) // PAGE_SIZE))
    page = min(address.page, pages)
    previous_url, next_url = _neighbours(address, page, pages, found.further)
    cards, related = _cards(found, found.hits[(page - 1) * PAGE_SIZE : page * PAGE_SIZE])
    return {
        **form_context(asked),
        "safety": safety_box(asked.typed.heard.dangers, asked.place),
        "chips": [*_need_chips(asked), *_filter_chips(asked)],
        "alternatives": _alternatives(asked),
        "parts_of_category": _parts_of_category(asked),
        "choices": _place_choices(asked),
        "without_place_url": address.at_place("") if address.place else "",
        "assumed_place": place_label(asked.place) if asked.is_assumed and asked.place else "",
        "notes": _notes(asked),
        "corrections": asked.typed.heard.corrections,
        "corrected_text": asked.typed.heard.text,
        "exact_url": address.exactly(),
        "rung": found.rung,
        "rung_text": rung_text(found),
        "total": found.total,
        "facets": facets_of(found, address),
        "is_counted": found.criteria.is_counted,
        "narrow_url": narrow_url(found, address),
        "orders": orders_of(found, address),
        "has_filters": bool(asked.filters),
        "without_filters_url": address.without_filters(),
        "cards": cards,
        "related": related,
        "previous_url": previous_url,
        "next_url": next_url,
        "page": page,
        "is_understood": bool(asked.needs),
        **_next_step(asked, found),
    }


def _neighbours(address: Address, page: int, pages: int, further: int | None) -> tuple[str, str]:
    """The pages before and after: by number among the first offers, then past a cursor."""
    past = address.past(further) if further is not None else ""
    if address.after is not None:
        return address.at_page(MOST_PAGES), past
    before = address.at_page(page - 1) if page > 1 else ""
    return before, address.at_page(page + 1) if page < pages else past


_WORTH_ASKING = {Rung.NONE, Rung.ANYWHERE, Rung.REMOTE, Rung.REGION, Rung.SIBLINGS}


def form_context(asked: Asked) -> dict[str, Any]:
    """The two boxes as they were filled in."""
    place = asked.place
    return {
        "problem": asked.typed.problem,
        "place": place_label(place) if place else asked.typed.place,
    }


def place_label(place: Place) -> str:
    """« Rodez (Aveyron) »: read again, it gives the same place."""
    parent = place.parent if isinstance(place, Territory) else None
    return f"{place.name} ({parent.name})" if parent else place.name


def _need_chips(asked: Asked) -> list[dict[str, str]]:
    without = asked.address.without_need
    return [{"label": need.label, "url": without(need.code)} for need in asked.needs]


def _filter_chips(asked: Asked) -> list[dict[str, str]]:
    labels = filter_labels(asked.filters)
    without = asked.address.without_filter
    return [{"label": labels[chosen], "url": without(*chosen)} for chosen in asked.filters]


def _alternatives(asked: Asked) -> list[dict[str, str]]:
    """Needs that were nearly understood, each as a search of its own."""
    chosen = {need.code for need in asked.needs}
    likely = [need for need in asked.routing.needs if need.confidence >= LIKELY_ENOUGH]
    codes = [need.code for need in likely if need.code not in chosen][:ALTERNATIVES]
    labels = need_labels(codes)
    return [
        {"label": labels[code], "url": asked.address.with_needs(code)}
        for code in codes
        if code in labels
    ]


def _parts_of_category(asked: Asked) -> list[dict[str, str]]:
    """When a whole category is asked, the needs to choose from."""
    categories = [need.pk for need in asked.needs if need.category_id is None]
    parts = words().parts_of(categories)
    return [{"label": need.label, "url": asked.address.with_needs(need.code)} for need in parts]


def _place_choices(asked: Asked) -> list[dict[str, str]]:
    """The namesakes or the likely places when the place is not sure."""
    if asked.resolution is None or (asked.place is not None and not asked.is_assumed):
        return []
    return [
        {"label": place_label(place), "url": asked.address.at_place(place.uid)}
        for place in _with_parents(asked.resolution.choices)
        if place != asked.place
    ]


def _with_parents(places: tuple[Place, ...]) -> list[Place]:
    """The same, their parents read in one query."""
    wanted = [p.parent_id for p in places if isinstance(p, Territory) and p.parent_id]
    parents = Territory.objects.in_bulk(wanted) if wanted else {}
    for place in places:
        if isinstance(place, Territory) and place.parent_id:
            place.parent = parents[place.parent_id]
    return list(places)


def _notes(asked: Asked) -> list[str]:
    notes = []
    if asked.has_expired:
        notes.append(
            _("Your sentence is no longer kept: it was sealed for a day. Write it again if needed.")
        )
    if asked.has_unknown_needs:
        notes.append(_("A need in this address is not known here any more; it was left out."))
    return notes


def _cards(found: Found, shown: Sequence[Hit]) -> tuple[list[Card], list[Card]]:
    """Of the hits shown and of those that may help too, in their order: one query for all."""
    rows = shown_offers([hit.offer_id for hit in (*shown, *found.related)])
    labels = need_labels(code for row in rows.values() for code in row.data["needs"])

    def drawn(hits: Sequence[Hit]) -> list[Card]:
        return [
            {
                **card(rows[hit.offer_id], labels),
                "why": why(hit, found.criteria, labels),
                "distance_km": hit.distance_km,
            }
            for hit in hits
            if hit.offer_id in rows
        ]

    return drawn(shown), drawn(found.related)


def _next_step(asked: Asked, found: Found) -> dict[str, Any]:
    """Whom to ask and how to tell what is missing, when little was found near."""
    if found.rung not in _WORTH_ASKING:
        return {"contact": None, "missing_form": None}
    return {
        "contact": _contact(asked.place),
        "missing_form": missing_form(needs=asked.needs, place=asked.place),
    }


def _contact(place: Place | None) -> TerritoryContact | None:
    """Whom to ask: the public contact of the nearest territory above the place that has one."""
    if place is None or isinstance(place, Zone):
        return None
    paths = [*place.ancestor_paths(), place.path]
    contacts = TerritoryContact.objects.filter(territory__path__in=paths)
    return contacts.select_related("territory").order_by("-territory__path").first()

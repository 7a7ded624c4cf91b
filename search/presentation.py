"""What the results page shows: chips, choices, cards with their reason, and the next step."""

from typing import Any

from django.utils.translation import gettext as _

from offers.cards import cards
from offers.models import Need, PublicOffer
from search.asking import Asked
from search.explaining import rung_text, why
from search.places import Place, Rung
from search.query import Found
from search.safety.box import safety_box
from territories.models import Territory, TerritoryContact, Zone

PAGE_SIZE = 20
ALTERNATIVES = 3
# Less likely needs would only puzzle.
LIKELY_ENOUGH = 0.05


def page_context(asked: Asked, found: Found) -> dict[str, Any]:
    page, pages = asked.address.page, max(1, -(-len(found.hits) // PAGE_SIZE))
    page = min(page, pages)
    address = asked.address
    return {
        **form_context(asked),
        "safety": safety_box(asked.routing.reading, asked.place),
        "chips": [
            {"label": need.label, "url": address.without_need(need.code)} for need in asked.needs
        ],
        "alternatives": _alternatives(asked),
        "parts_of_category": _parts_of_category(asked),
        "choices": _place_choices(asked),
        "without_place_url": address.at_place("") if asked.place else "",
        "notes": _notes(asked),
        "rung": found.rung,
        "rung_text": rung_text(found),
        "total": len(found.hits),
        "cards": _cards(found, page),
        "previous_url": address.at_page(page - 1) if page > 1 else "",
        "next_url": address.at_page(page + 1) if page < pages else "",
        "page": page,
        "is_understood": bool(asked.needs),
        "contact": _contact(asked.place) if found.rung in _WORTH_ASKING else None,
    }


_WORTH_ASKING = {Rung.NONE, Rung.ANYWHERE, Rung.REGION}


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


def _alternatives(asked: Asked) -> list[dict[str, str]]:
    """Needs that were nearly understood, each as a search of its own."""
    chosen = {need.code for need in asked.needs}
    likely = [need for need in asked.routing.needs if need.confidence >= LIKELY_ENOUGH]
    codes = [need.code for need in likely if need.code not in chosen][:ALTERNATIVES]
    labels = {need.code: need.label for need in Need.objects.filter(code__in=codes)}
    return [
        {"label": labels[code], "url": asked.address.with_needs(code)}
        for code in codes
        if code in labels
    ]


def _parts_of_category(asked: Asked) -> list[dict[str, str]]:
    """When a whole category is asked, the needs to choose from."""
    categories = [need.pk for need in asked.needs if need.category_id is None]
    parts = Need.objects.current().filter(category__in=categories) if categories else []
    return [{"label": need.label, "url": asked.address.with_needs(need.code)} for need in parts]


def _place_choices(asked: Asked) -> list[dict[str, str]]:
    """The namesakes or the likely places when the place is not sure."""
    if asked.place is not None or asked.resolution is None:
        return []
    return [
        {"label": place_label(place), "url": asked.address.at_place(place.uid)}
        for place in _with_parents(asked.resolution.choices)
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


def _cards(found: Found, page: int) -> list[dict[str, Any]]:
    """Drawn from the public rows, in the order of the hits: two queries whatever their number."""
    shown = found.hits[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    rows = PublicOffer.objects.in_bulk([hit.candidate.offer_id for hit in shown])
    hits = [hit for hit in shown if hit.candidate.offer_id in rows]
    drawn = cards([rows[hit.candidate.offer_id] for hit in hits])
    return [
        {**card, "why": why(hit, found.criteria), "distance_km": hit.distance_km}
        for card, hit in zip(drawn, hits, strict=True)
    ]


def _contact(place: Place | None) -> TerritoryContact | None:
    """Whom to ask: the public contact of the nearest territory above the place that has one."""
    if place is None or isinstance(place, Zone):
        return None
    paths = [*place.ancestor_paths(), place.path]
    contacts = TerritoryContact.objects.filter(territory__path__in=paths)
    return contacts.select_related("territory").order_by("-territory__path").first()

"""What narrows the answers further: facets with their counts, and the order, as links."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search.engines.base import Sort
from search.filters import Facet, Filters
from search.links import Address
from search.narrowing import filter_labels
from search.query import PAGE_SIZE, Found

MOST_OPTIONS = 12


def facets_of(found: Found, address: Address) -> list[dict[str, Any]]:
    """Each facet that tells offers apart: its label and options (label, count, url, is_chosen),
    the commonest first. Chosen ones stay, even at zero. None when nothing was counted."""
    shown = {facet: _codes(found, facet) for facet in Facet}
    labels = filter_labels(Filters({facet: tuple(codes) for facet, codes in shown.items()}))
    toggled = address.toggles()
    return [
        {
            "label": _TITLES[facet],
            "options": [
                {
                    "label": labels[facet, code],
                    "count": found.counts.get(facet, {}).get(code, 0),
                    "is_chosen": code in address.filters.of(facet),
                    "url": toggled(facet, code),
                }
                for code in codes
            ],
        }
        for facet, codes in shown.items()
        if codes
    ]


def narrow_url(found: Found, address: Address) -> str:
    """Where the facets are counted; empty when they were, or one offer needs no narrowing."""
    return address.narrowing() if found.total > 1 and not found.criteria.is_counted else ""


def orders_of(found: Found, address: Address) -> list[dict[str, Any]]:
    """The orders that make sense here; none when there is nothing to order."""
    if found.total < 2:
        return []
    orders = {Sort.RELEVANCE: _("Relevance"), Sort.NEAR: _("Nearest"), Sort.FRESH: _("Freshest")}
    if not any(hit.distance_km is not None for hit in found.hits[:PAGE_SIZE]):
        del orders[Sort.NEAR]
    return [
        {"label": label, "url": address.sorted_by(sort), "is_current": sort == address.sort}
        for sort, label in orders.items()
    ]


def _codes(found: Found, facet: Facet) -> list[str]:
    """Those that would leave some offers out, and those chosen."""
    counts, chosen = found.counts.get(facet, {}), found.criteria.filters.of(facet)
    telling = [code for code in counts if chosen or counts[code] < found.total]
    commonest = sorted(telling, key=lambda code: (-counts[code], code))[:MOST_OPTIONS]
    return [*commonest, *(code for code in chosen if code not in commonest)]


_TITLES = {
    Facet.FEE: gettext_lazy("Price"),
    Facet.AUDIENCE: gettext_lazy("For whom"),
    Facet.SERVICE_TYPE: gettext_lazy("Kind of help"),
    Facet.MODE: gettext_lazy("How it is given"),
    Facet.LANGUAGE: gettext_lazy("Languages spoken"),
    Facet.OPEN: gettext_lazy("Opening"),
}

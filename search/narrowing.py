"""The filters of an address: read, checked against the vocabulary, and named for their chips."""

import re
from collections.abc import Collection

from django.http import QueryDict
from django.utils.translation import gettext as _

from offers.labels import language_name
from offers.models import Term
from offers.words import words
from search.filters import NO_FILTERS, NOW, Facet, Filters

# The facets whose codes are terms of the vocabulary.
SCHEMES: dict[Facet, str] = {
    Facet.FEE: Term.Scheme.FEE,
    Facet.AUDIENCE: Term.Scheme.AUDIENCE,
    Facet.SERVICE_TYPE: Term.Scheme.SERVICE_TYPE,
    Facet.MODE: Term.Scheme.RECEPTION_MODE,
}
MOST_CODES = 10
_CODE = re.compile(r"[a-z0-9-]{1,80}", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}", re.ASCII)

Chosen = tuple[Facet, str]


def read_filters(params: QueryDict) -> Filters:
    """The filters of an address; codes that mean nothing are left out."""
    asked = [(facet, code) for facet in Facet for code in params.getlist(facet.value)[:MOST_CODES]]
    coded = [(facet, code) for facet, code in asked if _CODE.fullmatch(code)]
    terms = _terms(coded)
    filters = NO_FILTERS
    for facet, code in coded:
        if _has_meaning(facet, code, terms):
            filters = filters.adding(facet, code)
    return filters


def filter_labels(filters: Filters) -> dict[Chosen, str]:
    """What the chip of each filter says, in their order."""
    terms = _terms(list(filters))
    return {chosen: _label(*chosen, terms) for chosen in filters}


def _label(facet: Facet, code: str, terms: dict[Chosen, Term]) -> str:
    if facet is Facet.OPEN:
        return _("Open now")
    if facet is Facet.LANGUAGE:
        return _("Spoken: %(language)s") % {"language": language_name(code)}
    return terms[facet, code].label if (facet, code) in terms else code


def _has_meaning(facet: Facet, code: str, terms: dict[Chosen, Term]) -> bool:
    if facet is Facet.OPEN:
        return code == NOW
    if facet is Facet.LANGUAGE:
        return _LANGUAGE.fullmatch(code) is not None
    return (facet, code) in terms


def _terms(wanted: Collection[Chosen]) -> dict[Chosen, Term]:
    known = words().terms
    coded = {chosen: (SCHEMES[chosen[0]], chosen[1]) for chosen in wanted if chosen[0] in SCHEMES}
    return {chosen: known[key] for chosen, key in coded.items() if key in known}

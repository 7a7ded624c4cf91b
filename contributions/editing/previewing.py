"""The page exactly as the public would see it, were the change live; nothing is written."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from contributions.editing.desk import Desk
from contributions.models import Proposal
from offers.known import Known
from offers.models import OfferPage, Structure
from offers.presentation import offer_context
from offers.public_view import beside_of, public_row
from offers.snapshots import set_fields
from offers.structures import set_structure_fields
from offers.views.structures import structure_context


def as_public(request: HttpRequest, desk: Desk, fields: Mapping[str, Any]) -> HttpResponse:
    """`fields` are all fields of the page, checked."""
    # Read again: the page itself must not seem changed to whoever holds it.
    template, context_of = _PREVIEWS[desk.kind.name]
    page = desk.kind.find(desk.target.public_id)
    return render(request, template, context_of(page, fields))


def _offer(offer: OfferPage, fields: Mapping[str, Any]) -> dict[str, Any]:
    set_fields(offer, fields, known=Known.from_database())
    beside = beside_of(offer, offer.visibility)
    return offer_context(public_row(offer, beside, modified_at=offer.public.modified_at))


def _structure(structure: Structure, fields: Mapping[str, Any]) -> dict[str, Any]:
    set_structure_fields(structure, fields, known=Known.from_database())
    return structure_context(structure)


_Context = Callable[[Any, Mapping[str, Any]], dict[str, Any]]
_PREVIEWS: dict[str, tuple[str, _Context]] = {
    Proposal.Target.OFFER: ("contributions/editing/preview_offer.html", _offer),
    Proposal.Target.STRUCTURE: ("contributions/editing/preview_structure.html", _structure),
}

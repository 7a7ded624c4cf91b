"""An offer's proposable fields as JSON-ready values, read from the live row, and set back on it."""

from collections.abc import Mapping
from typing import Any

from offers.known import Known
from offers.models import OfferPage
from offers.schema import OFFER_FIELDS

Snapshot = dict[str, Any]


def snapshot(offer: OfferPage) -> Snapshot:
    """Every proposable field of the instance; the commune as its uid."""
    fields = {name: getattr(offer, name) for name in OFFER_FIELDS if name != "commune"}
    return {**fields, "commune": offer.commune.uid if offer.commune else None}


def snapshot_of_revision(content: Mapping[str, Any], *, known: Known) -> Snapshot:
    """Every proposable field as a revision holds it; one it does not know is as of a new offer.

    `known` has looked up the key of its commune.
    """
    empty = snapshot(OfferPage())
    fields = {name: content.get(name, empty[name]) for name in OFFER_FIELDS}
    return {**fields, "commune": known.uid_of(content["commune"]) if content["commune"] else None}


def set_fields(offer: OfferPage, fields: Mapping[str, Any], *, known: Known) -> None:
    """Put validated fields on the instance; saves nothing."""
    for name in OFFER_FIELDS.keys() - {"commune"}:
        setattr(offer, name, fields[name])
    if fields["commune"] != (offer.commune.uid if offer.commune else None):
        offer.commune = known.territory(fields["commune"]) if fields["commune"] else None
    offer.draft_title = offer.title

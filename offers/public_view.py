"""The one projection of an offer that anyone may see; pages, results, index read only it.

Shape of `data`: see docs/reference/public-offer.md.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.kept_query import KeptQuery
from offers.identifiers import public_slug
from offers.models import (
    Availability,
    OfferPage,
    OfferVisibility,
    Provenance,
    PublicOffer,
    TemporaryNotice,
    Verification,
)
from offers.models.structures import AddressVisibility, PageState
from offers.schema import ADDRESS_FIELDS, OFFER_FIELDS
from offers.snapshots import snapshot

_CONTACTS = ("contact_name", "contact_phone", "contact_email")
_ELSEWHERE = frozenset({*ADDRESS_FIELDS, *_CONTACTS, "commune", "title"})


@dataclass(frozen=True, slots=True)
class Beside:
    """The records beside one offer that its public view is made from."""

    visibility: OfferVisibility
    availability: Availability | None = None
    verification: Verification | None = None
    provenance: Provenance | None = None
    notices: tuple[TemporaryNotice, ...] = ()


def public_view(offer: OfferPage, beside: Beside, *, modified_at: datetime) -> dict[str, Any]:
    """What the public sees, JSON-ready: nothing hidden is in it, whoever reads it later."""
    fields = snapshot(offer)
    shown = {name: fields[name] for name in OFFER_FIELDS if name not in _ELSEWHERE}
    if beside.visibility.address != AddressVisibility.PUBLIC:
        for name in ("engage_person", "engage_worker"):
            shown[name] = [_without_door(row) for row in shown[name]]
    return shown | {
        "public_id": offer.public_id,
        "slug": public_slug(offer.title),
        "title": offer.title,
        "contact": _contact(offer, beside.visibility),
        "address": _address(offer, beside.visibility),
        "structure": {
            "public_id": offer.structure.public_id,
            "slug": offer.structure.slug,
            "name": offer.structure.name,
        },
        "home_territory": {"uid": offer.home_territory.uid, "name": offer.home_territory.name},
        "availability": _availability(beside.availability),
        "notices": [_notice(notice) for notice in beside.notices],
        "verified": _verified(beside.verification),
        "modified_at": modified_at.isoformat(),
        "imported_at": beside.provenance.imported_at.isoformat() if beside.provenance else None,
        "source": _source(beside.provenance),
    }


def public_row(offer: OfferPage, beside: Beside, *, modified_at: datetime) -> PublicOffer:
    """The unsaved PublicOffer of a live offer."""
    data = public_view(offer, beside, modified_at=modified_at)
    return PublicOffer(
        offer_id=offer.pk,
        public_id=offer.public_id,
        slug=data["slug"],
        state=PageState.LIVE,
        title=offer.title,
        structure_id=offer.structure_id,
        home_territory_id=offer.home_territory_id,
        commune_id=offer.commune_id if _shows_commune(beside.visibility) else None,
        latitude=data["address"]["latitude"],
        longitude=data["address"]["longitude"],
        is_remote="a-distance" in offer.reception_modes,
        data=data,
        verified_at=beside.verification.at if beside.verification else None,
        modified_at=modified_at,
        imported_at=beside.provenance.imported_at if beside.provenance else None,
    )


def _shows_commune(visibility: OfferVisibility) -> bool:
    return visibility.address != AddressVisibility.HIDDEN


def _address(offer: OfferPage, visibility: OfferVisibility) -> dict[str, Any]:
    commune = offer.commune if _shows_commune(visibility) else None
    exact = visibility.address == AddressVisibility.PUBLIC
    point: tuple[float | None, float | None] = (None, None)
    if exact and offer.latitude is not None:
        point = (offer.latitude, offer.longitude)
    elif commune:
        point = (commune.latitude, commune.longitude)
    return {
        "visibility": visibility.address,
        "street": offer.street_address if exact else "",
        "postal_code": offer.postal_code if exact else "",
        "commune_uid": commune.uid if commune else None,
        "commune_name": commune.name if commune else "",
        "latitude": point[0],
        "longitude": point[1],
        "is_exact": exact and offer.latitude is not None,
    }


def _contact(offer: OfferPage, visibility: OfferVisibility) -> dict[str, str]:
    return {
        name.removeprefix("contact_"): getattr(offer, name)
        for name in _CONTACTS
        if getattr(offer, name) and getattr(visibility, name) == OfferVisibility.Contact.PUBLIC
    }


def _without_door(row: dict[str, str]) -> dict[str, str]:
    return {**row, "value": "", "note": ""} if row["mode"] in {"come", "refer"} else row


def _availability(availability: Availability | None) -> dict[str, Any] | None:
    if availability is None:
        return None
    return {
        "level": availability.level,
        "places": availability.places,
        "next_intake": _iso(availability.next_intake),
        "note": availability.note,
        "set_at": _iso(availability.set_at),
        "expires_at": _iso(availability.expires_at),
    }


def _notice(notice: TemporaryNotice) -> dict[str, Any]:
    return {
        "kind": notice.kind,
        "text": notice.text,
        "starts_at": notice.starts_at.isoformat(),
        "ends_at": notice.ends_at.isoformat(),
    }


def _verified(verification: Verification | None) -> dict[str, str] | None:
    if verification is None:
        return None
    return {"at": verification.at.isoformat(), "method": verification.method}


def _source(provenance: Provenance | None) -> dict[str, str] | None:
    if provenance is None:
        return None
    return {
        "name": provenance.source.name,
        "licence": provenance.licence,
        "url": provenance.source_url,
    }


def _iso(value: Any) -> str | None:
    return value.isoformat() if value is not None else None


def beside_of(offer: OfferPage, visibility: OfferVisibility) -> Beside:
    """The records beside one offer, read from the database (four queries)."""
    return Beside(
        visibility=visibility,
        availability=_availability_of.one(offer=offer.pk),
        verification=_verification_of.one(offer=offer.pk),
        provenance=_provenance_of.one(offer=offer.pk),
        notices=tuple(_notices_of.ask(offer=offer.pk)),
    )


_availability_of = KeptQuery(lambda slot: Availability.objects.filter(offer=slot("offer")))
_verification_of = KeptQuery(lambda slot: Verification.objects.filter(offer=slot("offer"))[:1])
_provenance_of = KeptQuery(
    lambda slot: Provenance.objects.select_related("source").filter(offer=slot("offer"))
)
_notices_of = KeptQuery(lambda slot: TemporaryNotice.objects.filter(offer=slot("offer")))

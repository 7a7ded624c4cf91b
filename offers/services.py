"""Acts on structures and on what lies beside an offer; offers themselves go through publishing."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from journal.audit import record
from offers import normalise
from offers.gate import Verb, may_begin
from offers.identifiers import public_slug
from offers.models import (
    Availability,
    Membership,
    OfferPage,
    Structure,
    Verification,
)
from offers.normalise import Refused
from offers.publishing import refresh_public
from offers.signals import Change, keys_of
from territories.fold import fold
from territories.models import Territory

# How long a word about places is believed.
AVAILABILITY_LASTS = timedelta(days=30)


@transaction.atomic
def create_structure(
    *,
    name: str,
    home_territory: Territory,
    actor: User | None = None,
    commune: Territory | None = None,
    **fields: Any,
) -> Structure:
    """A new structure, live at once. Raises ValidationError with a message a field."""
    structure = new_structure(name=name, home_territory=home_territory, commune=commune, **fields)
    structure.full_clean()
    structure.save()
    record(actor=actor, action="structure.created", subject=structure, territory=home_territory)
    return structure


def new_structure(
    *, name: str, home_territory: Territory, commune: Territory | None = None, **fields: Any
) -> Structure:
    """An unsaved structure with clean name, slug, phone, mail, site and hours."""
    region = home_territory.country_code.upper()
    readers = {
        "phone": lambda value: normalise.phone(value, region=region),
        "email": normalise.email,
        "website": normalise.url,
        "opening_hours": normalise.opening_hours,
    }
    errors: dict[str, str] = {}
    for field, reader in readers.items():
        try:
            fields[field] = reader(fields.get(field, ""))
        except Refused as refusal:
            errors[field] = str(refusal)
    if errors:
        raise ValidationError(errors)
    title = " ".join(name.split())
    return Structure(
        name=title,
        search_name=fold(title)[:150],
        slug=public_slug(title),
        home_territory=home_territory,
        commune=commune,
        **fields,
    )


@transaction.atomic
def add_member(
    *, structure: Structure, user: User, role: str = Membership.Role.EDITOR, by: User | None = None
) -> Membership:
    membership = Membership.objects.create(structure=structure, user=user, role=role)
    record(
        actor=by,
        action="structure.member_added",
        subject=structure,
        territory=structure.home_territory,
        data={"role": role},
    )
    return membership


@transaction.atomic
def set_availability(
    *,
    offer: OfferPage,
    level: str,
    by: User | None,
    places: int | None = None,
    note: str = "",
    at: datetime | None = None,
) -> Availability:
    """Say whether there is room; believed for 30 days. The page's own dates do not move.

    Raises PermissionDenied when the person is kept from it.
    """
    _require_free(by, offer)
    now = at or timezone.now()
    availability, _new = Availability.objects.update_or_create(
        offer=offer,
        defaults={
            "level": Availability.Level(level),
            "places": places,
            "note": normalise.line(longest=200)(note),
            "set_by": by,
            "set_at": now,
            "expires_at": now + AVAILABILITY_LASTS,
        },
    )
    record(
        actor=by,
        action="offer.availability_set",
        subject=offer,
        territory=offer.home_territory,
        data={"level": level},
    )
    refresh_public(offer, change=Change("offer.availability_set", keys_of(by)))
    return availability


@transaction.atomic
def verify_offer(
    *, offer: OfferPage, by: User | None, method: str, at: datetime | None = None
) -> Verification:
    """Record that someone checked the page is still right: not an edit, no other date moves.

    Raises PermissionDenied when the person is kept from it.
    """
    _require_free(by, offer)
    verification = Verification.objects.create(
        offer=offer, by=by, method=Verification.Method(method), at=at or timezone.now()
    )
    record(
        actor=by,
        action="offer.verified",
        subject=offer,
        territory=offer.home_territory,
        data={"method": method},
    )
    refresh_public(offer)
    return verification


def _require_free(by: User | None, offer: OfferPage) -> None:
    if by is not None:
        may_begin(by, Verb.DECLARE, offer.home_territory).or_raise()

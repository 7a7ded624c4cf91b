"""A new draft from an offer that is here: all its fields, to be checked again."""

import json

from accounts.models import User
from contributions.choices import language_names, place_name
from contributions.creating.drafting import begin
from contributions.creating.kinds import Typed
from contributions.creating.permissions import can_copy
from contributions.creating.places import REACHES, area_served
from contributions.creating.screens import CARRIED, COPIED
from contributions.creating.ways import boxes_of
from contributions.models import Draft
from contributions.simple_text import to_simple
from offers.models import OfferPage
from offers.snapshots import snapshot

_RICH = ("what", "how_it_goes", "access_conditions")
_AS_THEY_ARE = ("title", "summary", "fee", "fee_detail", "street_address", "postal_code")
_ALSO = ("opening_hours", "website")
_LISTS = ("needs", "audiences", "service_types", "reception_modes")


def copy_offer(*, offer: OfferPage, author: User) -> Draft:
    """Begin an offer from another of the same structure. Raises PermissionDenied."""
    can_copy(author, offer).or_raise()
    draft, _key = begin(_typed(offer), owner=author)
    return draft


def _typed(offer: OfferPage) -> Typed:
    fields = snapshot(offer)
    return {
        **{name: [fields[name]] for name in (*_AS_THEY_ARE, *_ALSO)},
        **{name: list(fields[name]) for name in _LISTS},
        **{name: [to_simple(fields[name])] for name in _RICH},
        "documents": ["\n".join(fields["documents"])],
        "languages_spoken": [language_names(fields["languages_spoken"])],
        "commune": [place_name(fields["commune"])],
        "reach": [_reach(offer)],
        "structure": [offer.structure.public_id],
        "structure_name": [offer.structure.name],
        **boxes_of(fields["engage_person"], "person"),
        **boxes_of(fields["engage_worker"], "worker"),
        CARRIED: [json.dumps(fields)],
        COPIED: [offer.public_id],
    }


def _reach(offer: OfferPage) -> str:
    """The reach whose area the offer serves; that of most offers for any other."""
    place = offer.commune or offer.structure.commune
    for reach in REACHES:
        area = area_served(reach, place) if place else None
        if area is not None and offer.coverage == [area.uid]:
            return reach
    return REACHES[0]

"""Who sees an address or a contact: set at creation, tightened here, loosened by two people."""

from collections.abc import Iterable, Sequence

from offers.models import OfferPage, OfferVisibility, Structure
from offers.models.structures import AddressVisibility

_STRICTEST_FIRST = [
    AddressVisibility.HIDDEN,
    AddressVisibility.COMMUNE,
    AddressVisibility.PUBLIC,
]


def stricter(first: str, second: str) -> str:
    """The stricter of two address visibilities."""
    return min(first, second, key=[level.value for level in _STRICTEST_FIRST].index)


def starting_visibility(offer: OfferPage, *, hiding_needs: frozenset[str]) -> OfferVisibility:
    """What a new offer begins with (unsaved): hidden when one of its needs asks for it.

    A named person's contact is on request; a service's phone and mail are public.
    """
    hides = bool(hiding_needs.intersection(offer.needs))
    return OfferVisibility(
        offer=offer,
        address=AddressVisibility.HIDDEN if hides else AddressVisibility.PUBLIC,
    )


def tighten_for_needs(offer: OfferPage, *, hiding_needs: frozenset[str]) -> OfferVisibility:
    """Hide the address when a need asks for it; never loosen. Locks and returns the record."""
    visibility = OfferVisibility.objects.select_for_update().filter(offer=offer).first()
    if visibility is None:
        visibility = starting_visibility(offer, hiding_needs=hiding_needs)
        visibility.save()
    elif hiding_needs.intersection(offer.needs) and visibility.address != AddressVisibility.HIDDEN:
        visibility.address = AddressVisibility.HIDDEN
        visibility.save(update_fields=["address"])
    return visibility


def tighten_structure(offer: OfferPage, visibility: OfferVisibility) -> None:
    """Hide the street of a structure that stands where a hidden offer does."""
    tighten_structures_of([(offer, visibility)])


def tighten_structures_of(pairs: Sequence[tuple[OfferPage, OfferVisibility]]) -> None:
    """The same for a batch, in one query more than the structures that change.

    Structures are read again under their locks, street or not: somebody may be giving them one.
    """
    hidden = [(o, v) for o, v in pairs if v.address != AddressVisibility.PUBLIC]
    if not hidden:
        return
    rows = Structure.objects.select_for_update(of=("self",)).order_by("pk")
    locked = {one.pk: one for one in rows.filter(pk__in={o.structure_id for o, _v in hidden})}
    for offer, visibility in hidden:
        structure = locked[offer.structure_id]
        level = stricter(structure.address_visibility, visibility.address)
        if _same_place(structure, offer) and level != structure.address_visibility:
            structure.address_visibility = level
            structure.save(update_fields=["address_visibility"])
        offer.structure.address_visibility = structure.address_visibility


def tighten_structures(structures: Iterable[Structure]) -> None:
    """Hide the streets of locked structures where they stand with a hidden offer; saves nothing.

    Whatever changed the street, or the commune, of a structure calls this before it saves.
    """
    by_key = {structure.pk: structure for structure in structures}
    hidden = OfferVisibility.objects.exclude(address=AddressVisibility.PUBLIC).filter(
        offer__structure__in=by_key, offer__live=True
    )
    for key, commune, level in hidden.values_list("offer__structure", "offer__commune", "address"):
        structure = by_key[key]
        if structure.street_address and structure.commune_id == commune:
            structure.address_visibility = stricter(structure.address_visibility, level)


def _same_place(structure: Structure, offer: OfferPage) -> bool:
    return bool(structure.street_address) and structure.commune_id == offer.commune_id

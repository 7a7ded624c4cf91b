"""Offers as targets of proposals."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, Unpack

from django.utils.translation import gettext as _
from wagtail.models import Revision

from contributions.kinds.structures import structure_to_create
from contributions.models import Proposal
from contributions.targets import ACCEPTED, Creation, TargetKind, Writers, register
from offers.known import Known
from offers.merging import merge_offers
from offers.models import OfferIndexPage, OfferPage, PublicOffer, Structure
from offers.models.structures import AddressVisibility, PageState
from offers.moving import move_territory
from offers.publishing import (
    archive_offer,
    empty_fields,
    home_of,
    lock_offer,
    publish_new,
    publish_one,
)
from offers.restoring import restore_offer
from offers.saying import Saying
from offers.schema import OFFER_FIELDS
from offers.snapshots import snapshot
from offers.structure_states import publish_new_structure
from offers.structures import structure_snapshot
from offers.taking_apart import lead_back
from offers.validation import apply_changes
from territories.models import Territory


def _edit(
    target: OfferPage, *, fields: Mapping[str, Any], action: str = ACCEPTED, **said: Unpack[Saying]
) -> Revision:
    return publish_one(offer=target, fields=fields, action=action, is_locked=True, **said)


def _archive(
    target: OfferPage,
    *,
    replaced_by: OfferPage | None,
    action: str = ACCEPTED,
    **said: Unpack[Saying],
) -> None:
    archive_offer(
        offer=target,
        actor=said["accepted_by"] or said["author"],
        replaced_by=replaced_by,
        action=action,
        summary=said["summary"],
        data=said["data"],
    )


def _restore(target: OfferPage, *, action: str = ACCEPTED, **said: Unpack[Saying]) -> Revision:
    return restore_offer(offer=target, action=action, **said)


def _merge(
    target: OfferPage, *, into: OfferPage, fields: Mapping[str, Any], **said: Unpack[Saying]
) -> Revision | None:
    return merge_offers(duplicate=target, into=into, fields=fields, action=ACCEPTED, **said)


def _give_back(
    target: OfferPage, *, into: OfferPage, proposal: str, since: datetime, action: str, **said: Any
) -> Sequence[OfferPage]:
    """Only what led to the duplicate: no page but those two took part in the merge."""
    lead_back(duplicate=target, into=into)
    return ()


def _move(
    target: OfferPage, *, territory: Territory, action: str = ACCEPTED, **said: Unpack[Saying]
) -> Revision | None:
    return move_territory(target=target, territory=territory, action=action, **said)


def _create(creation: Creation, *, fields: Mapping[str, Any], **said: Unpack[Saying]) -> OfferPage:
    structure = creation.structure
    if not isinstance(structure, Structure):
        structure = publish_new_structure(
            fields=structure,
            home_territory=creation.home,
            author=said["author"],
            accepted_by=said["accepted_by"],
            at=said["at"],
            data=said["data"],
        )
    country = Territory.objects.get(uid=creation.home.country_code)
    said = {**said, "data": {**said["data"], "is_creation": True}}
    return publish_new(structure=structure, fields=fields, country=country, action=ACCEPTED, **said)


def _place_creation(fields: Mapping[str, Any], arguments: Mapping[str, Any]) -> Creation:
    """The structure it belongs to, or the fields of the one to create with it, and its home."""
    known, errors = Known.from_database(), {}
    structure, problem = structure_to_create(arguments.get("structure"), known=known)
    if problem:
        errors["structure"] = [problem]
    country = _country(fields, structure, known)
    if country is None:
        errors["coverage"] = [_("Say where this can be used: a commune, or the area it serves.")]
        country = Territory.objects.filter(parent=None).order_by("pk")[0]
    elif not OfferIndexPage.objects.filter(country=country).exists():
        errors["coverage"] = [_("This country is not open on this site yet.")]
    home = home_of(fields, country=country, known=known)
    return Creation(
        home=home,
        structure=structure,
        errors=errors,
        hides_address=_hides_address(fields, structure, known),
        beside=_said_by(structure) if isinstance(structure, Structure) else {},
    )


def _said_by(structure: Structure) -> dict[str, Any]:
    """What the site shows of a structure: its own fields, and its offers."""
    offers = PublicOffer.objects.filter(structure=structure, state=PageState.LIVE)
    return {**structure_snapshot(structure), "offers": list(offers.values_list("data", flat=True))}


def _hides_address(fields: Mapping[str, Any], structure: Any, known: Known) -> bool:
    """One of its needs asks for it, or the street of its structure is protected."""
    if known.hiding_needs.intersection(fields["needs"]):
        return True
    if not isinstance(structure, Structure):
        return False
    return structure.address_visibility != AddressVisibility.PUBLIC


def _country(fields: Mapping[str, Any], structure: Any, known: Known) -> Territory | None:
    """That of its address, else of the area it serves, else of its structure."""
    areas = [area for area in (fields["commune"], *fields["coverage"]) if area]
    named = [place for area in areas if (place := known.territory(area)) is not None]
    if not named and isinstance(structure, Structure):
        named = [structure.home_territory]
    if not named:
        return None
    return known.territory(named[0].country_code)


def _lock_two(first: int, second: int) -> tuple[OfferPage, OfferPage]:
    locked = {pk: lock_offer(pk) for pk in sorted((first, second))}
    return locked[first], locked[second]


def _live(target: OfferPage) -> bool:
    return bool(target.live)


def _has_revision(target: OfferPage, number: int) -> bool:
    return bool(Revision.objects.for_instance(target).filter(pk=number).exists())


def _merged_into(target: OfferPage) -> OfferPage | None:
    row = target.public
    return _find(row.moved_to) if row.state == PageState.MERGED else None


def _find(public_id: str) -> OfferPage | None:
    found: OfferPage | None = (
        OfferPage.objects.select_related("home_territory", "commune", "public")
        .filter(public_id=public_id)
        .first()
    )
    return found


register(
    Proposal.Target.OFFER,
    TargetKind(
        column="offer",
        model=OfferPage,
        schema=OFFER_FIELDS,
        title=attrgetter("title"),
        title_field="title",
        url=lambda offer: str(offer.public.get_absolute_url()),
        address=attrgetter("visibility.address"),
        keeper=attrgetter("structure_id"),
        snapshot=snapshot,
        empty=empty_fields,
        check=apply_changes,
        lock=lock_offer,
        lock_two=_lock_two,
        is_live=_live,
        has_revision=_has_revision,
        find=_find,
        merged_into=_merged_into,
        name_of=attrgetter("public_id"),
        related=("commune", "visibility", "home_territory", "public", "structure"),
        place_creation=_place_creation,
        creation_arguments=frozenset({"structure"}),
        writers=Writers(
            edit=_edit,
            create=_create,
            archive=_archive,
            restore=_restore,
            merge=_merge,
            move=_move,
            give_back=_give_back,
        ),
    ),
)

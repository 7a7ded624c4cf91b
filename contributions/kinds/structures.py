"""Structures as targets of proposals."""

from collections.abc import Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any, Unpack

from django.utils.translation import gettext as _

from contributions.models import Proposal
from contributions.targets import ACCEPTED, Creation, TargetKind, Writers, register
from offers.known import Known
from offers.merging import lock_for_merging, merge_structures
from offers.models import OfferPage, Structure
from offers.models.structures import PageState
from offers.moving import move_territory
from offers.restoring import restore_structure
from offers.saying import Saying
from offers.structure_states import archive_structure, publish_new_structure
from offers.structures import (
    STRUCTURE_FIELDS,
    check_structure,
    empty_structure,
    lock_structure,
    publish_structure,
    structure_snapshot,
)
from offers.taking_apart import give_back
from offers.validation import InvalidFields
from territories.models import Territory


def _edit(
    target: Structure, *, fields: Mapping[str, Any], action: str = ACCEPTED, **said: Unpack[Saying]
) -> None:
    """The history of a structure has no room for the summary, which the proposal keeps."""
    publish_structure(
        structure=target,
        fields=fields,
        author=said["author"],
        accepted_by=said["accepted_by"],
        at=said["at"],
        action=action,
        data=said["data"],
    )


def _create(creation: Creation, *, fields: Mapping[str, Any], **said: Unpack[Saying]) -> Structure:
    return publish_new_structure(
        fields=fields,
        home_territory=creation.home,
        author=said["author"],
        accepted_by=said["accepted_by"],
        at=said["at"],
        action=ACCEPTED,
        data=said["data"],
    )


def _archive(
    target: Structure, *, replaced_by: None, action: str = ACCEPTED, **said: Unpack[Saying]
) -> None:
    archive_structure(
        structure=target,
        author=said["author"],
        accepted_by=said["accepted_by"],
        action=action,
        data=said["data"],
    )


def _restore(target: Structure, *, action: str = ACCEPTED, **said: Unpack[Saying]) -> None:
    restore_structure(
        structure=target,
        author=said["author"],
        accepted_by=said["accepted_by"],
        action=action,
        data=said["data"],
    )


def _merge(
    target: Structure, *, into: Structure, fields: Mapping[str, Any], **said: Unpack[Saying]
) -> None:
    merge_structures(duplicate=target, into=into, fields=fields, action=ACCEPTED, **said)


def _give_back(
    target: Structure,
    *,
    into: Structure,
    proposal: str,
    since: datetime,
    action: str,
    **said: Unpack[Saying],
) -> list[OfferPage]:
    return give_back(
        duplicate=target, into=into, proposal=proposal, since=since, action=action, said=said
    )


def _move(
    target: Structure, *, territory: Territory, action: str = ACCEPTED, **said: Unpack[Saying]
) -> None:
    move_territory(target=target, territory=territory, action=action, **said)


def _place_creation(fields: Mapping[str, Any], arguments: Mapping[str, Any]) -> Creation:
    known = Known.from_database()
    home = known.home_of(fields["commune"])
    if home is not None:
        return Creation(home=home)
    missing = {"commune": [_("Say in which commune the structure is.")]}
    return Creation(home=Territory.objects.filter(parent=None).order_by("pk")[0], errors=missing)


def structure_to_create(asked: Any, *, known: Known) -> tuple[Any, str]:
    """The structure a new offer names, or the checked fields of the one to create with it, and
    what is wrong with it."""
    if isinstance(asked, Mapping):
        return _fields_of_a_new_one(asked, known)
    found = find_structure(asked) if isinstance(asked, str) else None
    if found is not None and found.merged_into is not None:
        found = found.merged_into
    if found is None or found.state != PageState.LIVE:
        return None, _("Say which structure runs this offer.")
    return found, ""


def _fields_of_a_new_one(asked: Mapping[str, Any], known: Known) -> tuple[Any, str]:
    try:
        checked = check_structure({}, {**empty_structure(), **asked}, known=known)
    except InvalidFields as invalid:
        return None, next(iter(invalid.errors.values()))[0]
    return {name: value for name, value in checked.items() if value not in (None, "")}, ""


def _cannot_leave(target: Structure) -> str:
    """A structure with offers on the site stays, or they would be nobody's."""
    if OfferPage.objects.filter(structure=target, live=True).exists():
        return _("This structure still has offers on the site: archive or merge them first.")
    return ""


def _cannot_return(target: Structure) -> str:
    """The offers of a merged structure are the other's now."""
    if target.state == PageState.MERGED:
        return _("This structure was merged into another, with its offers: it stays so.")
    return ""


def find_structure(public_id: str) -> Structure | None:
    rows = Structure.objects.select_related("commune", "home_territory", "merged_into")
    return rows.filter(public_id=public_id).first()


register(
    Proposal.Target.STRUCTURE,
    TargetKind(
        column="structure",
        model=Structure,
        schema=STRUCTURE_FIELDS,
        title=attrgetter("name"),
        title_field="name",
        url=lambda structure: str(structure.get_absolute_url()),
        address=attrgetter("address_visibility"),
        keeper=attrgetter("pk"),
        snapshot=structure_snapshot,
        empty=empty_structure,
        check=check_structure,
        lock=lock_structure,
        lock_two=lock_for_merging,
        is_live=lambda structure: bool(structure.state == PageState.LIVE),
        cannot_leave=_cannot_leave,
        cannot_return=_cannot_return,
        has_revision=lambda structure, number: bool(
            structure.history.filter(history_id=number).exists()
        ),
        find=find_structure,
        merged_into=attrgetter("merged_into"),
        name_of=attrgetter("public_id"),
        related=("commune", "home_territory", "merged_into"),
        place_creation=_place_creation,
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

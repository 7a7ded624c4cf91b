"""A structure comes on the site and leaves it: one history row and one audit event each."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from journal.audit import record
from offers.identifiers import redraw_taken
from offers.known import Known
from offers.models import Structure
from offers.models.structures import PageState
from offers.signals import keys_of, structures_changed
from offers.structures import (
    check_structure,
    empty_structure,
    lock_structure,
    set_structure_fields,
)
from territories.models import Territory


@transaction.atomic
def publish_new_structure(
    *,
    fields: Mapping[str, Any],
    home_territory: Territory,
    author: User | None,
    accepted_by: User | None = None,
    at: datetime | None = None,
    action: str = "structure.created",
    data: Mapping[str, Any] | None = None,
) -> Structure:
    """Create a structure, live at once. Raises InvalidFields; then nothing is written."""
    known = Known.from_database()
    checked = check_structure({}, {**empty_structure(), **fields}, known=known)
    now = at or timezone.now()
    structure = Structure(home_territory=home_territory, created_at=now, modified_at=now)
    set_structure_fields(structure, checked, known=known)
    redraw_taken([structure])
    structure.save_because(action, by=author)
    record(
        actor=accepted_by or author,
        action=action,
        subject=structure,
        territory=home_territory,
        data=data,
    )
    return structure


@transaction.atomic
def archive_structure(
    *,
    structure: Structure,
    author: User | None,
    accepted_by: User | None = None,
    action: str = "structure.archived",
    data: Mapping[str, Any] | None = None,
) -> Structure:
    """Take a structure off the site: its address answers 410. Its offers must be gone before;
    that, and permissions, are the caller's to check."""
    live = lock_structure(structure.pk)
    live.state = PageState.ARCHIVED
    live.save_because(action, by=author)
    record(
        actor=accepted_by or author,
        action=action,
        subject=live,
        territory=live.home_territory,
        data=data,
    )
    structures_changed.send(
        sender=Structure,
        structures=[live],
        act="structure.archived",
        by=keys_of(author, accepted_by),
    )
    return live

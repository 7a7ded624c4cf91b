"""Bringing a page back on the site, as it was when it left."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from accounts.models import User
from journal.audit import record
from offers.known import Known
from offers.models import OfferPage, Structure
from offers.models.structures import PageState
from offers.publishing import go_live, lock_offer
from offers.signals import keys_of, structures_changed
from offers.structures import lock_structure
from offers.visibility import tighten_structures


@transaction.atomic
def restore_offer(
    *,
    offer: OfferPage,
    author: User | None,
    accepted_by: User | None = None,
    at: datetime | None = None,
    action: str = "offer.restored",
    summary: str = "",
    data: dict[str, Any] | None = None,
) -> Revision:
    """Make an archived offer live again at its address, as one revision. Permissions are the
    caller's."""
    return go_live(
        lock_offer(offer.pk),
        known=Known.from_database(),
        author=author,
        accepted_by=accepted_by,
        at=at or timezone.now(),
        action=action,
        note={"summary": summary, "fields": [], **(data or {})},
    )


@transaction.atomic
def restore_structure(
    *,
    structure: Structure,
    author: User | None,
    accepted_by: User | None = None,
    action: str = "structure.restored",
    data: dict[str, Any] | None = None,
) -> Structure:
    """Make an archived or merged structure live again, as one history row. Permissions, and what
    a merge took from it, are the caller's."""
    archived = lock_structure(structure.pk)
    archived.state, archived.merged_into = PageState.LIVE, None
    tighten_structures([archived])
    archived.save_because(action, by=author)
    record(
        actor=accepted_by or author,
        action=action,
        subject=archived,
        territory=archived.home_territory,
        data=data or {},
    )
    structures_changed.send(
        sender=Structure,
        structures=[archived],
        act="structure.restored",
        by=keys_of(author, accepted_by),
    )
    return archived

"""Giving a page to another territory: the only act that changes its home."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from accounts.models import User
from journal.audit import record
from offers.known import Known
from offers.models import OfferPage, Structure
from offers.publishing import go_live, lock_offer
from offers.structures import lock_structure
from territories.models import Territory


@transaction.atomic
def move_territory(
    *,
    target: OfferPage | Structure,
    territory: Territory,
    author: User | None,
    accepted_by: User | None = None,
    at: datetime | None = None,
    action: str = "territory.moved",
    summary: str = "",
    data: dict[str, Any] | None = None,
) -> Revision | None:
    """Make the territory answer for the page: one revision of an offer, one history row of a
    structure, and one audit event each. Permissions are the caller's."""
    said = {"from": target.home_territory.uid, "to": territory.uid, **(data or {})}
    if isinstance(target, Structure):
        structure = lock_structure(target.pk)
        structure.home_territory = territory
        structure.save_because(action, by=author)
        record(
            actor=accepted_by or author,
            action=action,
            subject=structure,
            territory=territory,
            data=said,
        )
        return None
    offer = lock_offer(target.pk)
    offer.home_territory = territory
    return go_live(
        offer,
        known=Known.from_database(),
        author=author,
        accepted_by=accepted_by,
        at=at or timezone.now(),
        action=action,
        note={"summary": summary, "fields": [], **said},
    )

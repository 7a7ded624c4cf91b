"""What follows from a write, whoever makes it.

The published history of an offer is never rewritten (trap T1): Wagtail itself would allow it; text
is taken away through one door. What waits on an offer is looked at again when the offer moves, and
reports end with their proposal.
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Revision

from contributions.history.rewriting import is_rewriting
from contributions.models import Proposal
from contributions.reporting.settling import settle_with
from contributions.waiting import settle_later
from offers.models import OfferPage, PublicOffer
from offers.signals import Change


class RewrittenHistory(Exception):
    """Somebody tried to change the content of a saved revision of an offer."""


def refuse_rewriting(sender: type[Revision], instance: Revision, **kwargs: Any) -> None:
    """Refuse any other content for a revision of an offer that is saved already.

    Trap T1. Each revision of an offer is published as it is made, so that none may change later;
    Wagtail's `overwrite_revision` would rewrite even the live one.
    """
    fields = kwargs.get("update_fields")
    if instance.pk is None or (fields is not None and "content" not in fields) or is_rewriting():
        return
    if instance.content_type_id != ContentType.objects.get_for_model(OfferPage).pk:
        return
    kept = Revision.objects.filter(pk=instance.pk).values_list("content", flat=True).first()
    if kept is not None and kept != instance.content:
        raise RewrittenHistory("A published revision of an offer is never rewritten.")


def look_again(
    sender: type[PublicOffer],
    offer_ids: list[int],
    change: Change | None = None,
    **kwargs: Any,
) -> None:
    """In the transaction that moved the offers: one query, and a row where something waits."""
    settle_later("offer", offer_ids, is_merge=change is not None and change.act == "offer.merged")


def settle_reports(
    sender: type[Proposal],
    instance: Proposal,
    update_fields: frozenset[str] | None = None,
    **kwargs: Any,
) -> None:
    """Whoever decides on a proposal settles the reports it answers."""
    is_decision = update_fields is None or "state" in update_fields
    if is_decision and instance.state not in Proposal.OPEN:
        settle_with(instance, at=instance.decided_at or timezone.now())

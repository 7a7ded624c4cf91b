"""Two pages that were one: the duplicate leads to the page that stays, for ever."""

from collections.abc import Mapping
from typing import Any, Unpack

from django.db import transaction
from wagtail.models import Revision

from accounts.models import User
from journal.audit import record
from offers.known import Known
from offers.models import Membership, OfferPage, PublicOffer, Structure
from offers.models.structures import PageState
from offers.publishing import archive_offer, go_live, publish_one
from offers.saying import Saying
from offers.services import add_member
from offers.signals import keys_of, structures_changed
from offers.structures import publish_structure

# The audit event of an offer that came with its structure.
HANDED_OVER = "offer.structure_merged"


@transaction.atomic
def merge_offers(
    *,
    duplicate: OfferPage,
    into: OfferPage,
    fields: Mapping[str, Any],
    action: str = "offer.merged",
    **said: Unpack[Saying],
) -> Revision | None:
    """Lead the duplicate to the other offer (301), which takes the fields chosen of both.

    The caller locked both, the lower key first. What led to the duplicate leads to the offer that
    stays. Raises InvalidFields; then nothing is written.
    """
    archive_offer(
        offer=duplicate,
        actor=said["accepted_by"] or said["author"],
        merged_into=into,
        action=action,
        summary=said["summary"],
        data=said["data"],
    )
    for row in PublicOffer.objects.select_for_update().filter(moved_to=duplicate.public_id):
        row.moved_to = into.public_id
        row.save(update_fields=["moved_to"])
    if not fields:
        return None
    return publish_one(offer=into, fields=fields, action="offer.took_a_duplicate", **said)


@transaction.atomic
def merge_structures(
    *,
    duplicate: Structure,
    into: Structure,
    fields: Mapping[str, Any],
    action: str = "structure.merged",
    **said: Unpack[Saying],
) -> None:
    """Lead the duplicate to the other structure (301), which takes its offers and the fields
    chosen of both. The caller locked both (`lock_for_merging`).

    Who kept the duplicate keeps the structure that stays where nobody does; where somebody does,
    it is for them to invite. Raises InvalidFields; then nothing is written.
    """
    actor = said["accepted_by"] or said["author"]
    _hand_over_offers(duplicate, into, said)
    _hand_over_keepers(duplicate, into, by=actor)
    _lead_to(into, duplicate, action, said)
    record(
        actor=actor,
        action=action,
        subject=duplicate,
        territory=duplicate.home_territory,
        data=said["data"],
    )
    if fields:
        publish_structure(
            structure=into,
            fields=fields,
            author=said["author"],
            accepted_by=said["accepted_by"],
            at=said["at"],
            action="structure.took_a_duplicate",
            data=said["data"],
        )


def _lead_to(into: Structure, duplicate: Structure, action: str, said: Saying) -> None:
    """The duplicate, and what was merged into it before, lead to the one that stays."""
    for former in Structure.objects.select_for_update().filter(merged_into=duplicate):
        former.merged_into = into
        former.save_because(action, by=said["author"])
    duplicate.state, duplicate.merged_into = PageState.MERGED, into
    duplicate.save_because(action, by=said["author"])
    structures_changed.send(
        sender=Structure,
        structures=[duplicate],
        act="structure.merged",
        by=keys_of(said["author"], said["accepted_by"]),
    )


def lock_for_merging(duplicate: int, into: int) -> tuple[Structure, Structure]:
    """Both structures, locked after the offers of the first: whoever publishes an offer locks its
    structure last."""
    offers = OfferPage.objects.select_for_update(of=("self", "page_ptr"))
    list(offers.filter(structure=duplicate).order_by("pk").values_list("pk"))
    rows = Structure.objects.select_for_update(of=("self",)).prefetch_related("commune")
    found = {one.pk: one for one in rows.filter(pk__in=[duplicate, into]).order_by("pk")}
    return found[duplicate], found[into]


def _hand_over_offers(duplicate: Structure, into: Structure, said: Saying) -> None:
    known = Known.from_database()
    rows = OfferPage.objects.select_for_update(of=("self", "page_ptr"))
    for offer in rows.filter(structure=duplicate).order_by("pk"):
        offer.structure = into
        put_under(offer, known=known, action=HANDED_OVER, said=said)


def put_under(offer: OfferPage, *, known: Known, action: str, said: Saying) -> None:
    """Save the other structure that a locked offer now names, off the site or live; its history
    says so either way."""
    if offer.live:
        go_live(
            offer,
            known=known,
            author=said["author"],
            accepted_by=said["accepted_by"],
            at=said["at"],
            action=action,
            note={"summary": said["summary"], "fields": [], **said["data"]},
        )
        return
    offer.save(update_fields=["structure"])
    record(
        actor=said["accepted_by"] or said["author"],
        action=action,
        subject=offer,
        territory=offer.home_territory,
        data=said["data"],
    )


def _hand_over_keepers(duplicate: Structure, into: Structure, *, by: User | None) -> None:
    if Membership.objects.filter(structure=into).exists():
        return
    for membership in duplicate.memberships.select_related("user"):
        add_member(structure=into, user=membership.user, role=membership.role, by=by)

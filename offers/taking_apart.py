"""Two pages that became one are two again, within seconds: each has back what was its own."""

from datetime import datetime

from django.db import transaction
from wagtail.models import PageLogEntry

from accounts.models import User
from journal.models import AuditEvent
from offers.keeping.membership import remove
from offers.known import Known
from offers.merging import HANDED_OVER, put_under
from offers.models import Membership, OfferPage, PublicOffer, Structure
from offers.saying import Saying


def lead_back(*, duplicate: OfferPage, into: OfferPage) -> None:
    """What led to the duplicate before it was merged into the other offer leads to it again. The
    log of each page says where it led first."""
    rows = PublicOffer.objects.select_for_update().filter(moved_to=into.public_id)
    former = {row.pk: row for row in rows.exclude(pk=duplicate.pk)}
    entries = PageLogEntry.objects.filter(page__in=former, action="offers.archive").order_by("pk")
    first = {entry.page_id: entry.data.get("moved_to", "") for entry in entries}
    led = {duplicate.public_id}
    while found := [pk for pk in former if first.get(pk) in led]:
        for pk in found:
            row = former.pop(pk)
            led.add(row.public_id)
            row.moved_to = duplicate.public_id
            row.save(update_fields=["moved_to"])


@transaction.atomic
def give_back(
    *,
    duplicate: Structure,
    into: Structure,
    proposal: str,
    since: datetime,
    action: str,
    said: Saying,
) -> list[OfferPage]:
    """Give the duplicate, live again, what its merge into the other structure took from it, and
    say which offers went back.

    `proposal` (its uuid) is what merged them, `since` when: its offers are those whose history
    names it; who came with them leaves the other structure; what led to the duplicate leads to it
    again. The caller locked the offers of the other, then both structures. A street that the
    merge hid stays hidden. Raises LookupError when somebody moved one of them since; the caller
    takes all back.
    """
    offers = _offers_brought(into, proposal)
    known = Known.from_database()
    for offer in offers:
        offer.structure = duplicate
        put_under(offer, known=known, action=action, said=said)
    _send_keepers_home(duplicate, into, since=since, by=said["author"])
    for former in Structure.objects.select_for_update().filter(merged_into=into):
        if _led_before(former, into) == duplicate.pk:
            former.merged_into = duplicate
            former.save_because(action, by=said["author"])
    return offers


def _offers_brought(into: Structure, proposal: str) -> list[OfferPage]:
    events = AuditEvent.objects.filter(action=HANDED_OVER, data__proposal=proposal)
    keys = {int(key) for key in events.values_list("subject_id", flat=True)}
    rows = OfferPage.objects.select_for_update(of=("self", "page_ptr"))
    offers = list(rows.filter(pk__in=keys, structure=into).order_by("pk"))
    if len(offers) != len(keys):
        raise LookupError("An offer that came with the duplicate is elsewhere now.")
    return offers


def _send_keepers_home(
    duplicate: Structure, into: Structure, *, since: datetime, by: User | None
) -> None:
    """Those who keep the duplicate came where nobody was: whoever was there first stays alone."""
    members = list(into.memberships.select_related("user", "structure__home_territory"))
    if not members or any(one.since < since for one in members):
        return
    own = set(Membership.objects.filter(structure=duplicate).values_list("user", flat=True))
    for member in members:
        if member.user_id in own:
            remove(member, by=by, reason="structure.member_sent_home")


def _led_before(former: Structure, into: Structure) -> int | None:
    """The key of what it was merged into before it led to this one, if it was."""
    led = former.history.order_by("-history_date", "-history_id")
    keys = led.values_list("merged_into", flat=True)
    return next((key for key in keys if key != into.pk), None)

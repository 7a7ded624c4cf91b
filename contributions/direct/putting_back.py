"""The way back from a changed phone or mail, for who had the old address: one week, one click."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.links import find_link, use_link
from contributions.direct.receivers import PUT_BACK
from contributions.direct.telling import tell_animators_of_return
from contributions.errors import MovedMeanwhile, NoChange
from contributions.merge import merge_fields
from contributions.models import ContactChange
from contributions.wording import Wording
from offers.presentation import spoken_phone
from offers.publishing import lock_offer, publish_one
from offers.schema import OFFER_FIELDS
from offers.snapshots import snapshot
from offers.structures import (
    STRUCTURE_FIELDS,
    lock_structure,
    publish_structure,
    structure_snapshot,
)

LINK = "put-contact-back"
KEPT_FOR = timedelta(days=60)
_PHONES = ("phone", "contact_phone")


@dataclass(frozen=True, slots=True)
class Line:
    """One field, in words, as it was and as it became."""

    label: str
    before: str
    after: str


def lines(change: ContactChange) -> list[Line]:
    """What changed, as the message and the page say it."""
    schema = OFFER_FIELDS if change.offer_id else STRUCTURE_FIELDS
    words = Wording.of([change.before, change.after])
    return [
        Line(schema[name].label, _say(words, name, was), _say(words, name, change.after[name]))
        for name, was in change.before.items()
    ]


def _say(words: Wording, name: str, value: Any) -> str:
    return spoken_phone(value) if name in _PHONES else words.say(name, value)


def title(change: ContactChange) -> str:
    if change.offer is not None:
        return str(change.offer.title)
    assert change.structure is not None  # noqa: S101 a constraint of the database
    return change.structure.name


def change_of_link(token: str, *, at: datetime | None = None) -> ContactChange:
    """What a mailed link is about, the link left unused. Raises LinkRefused."""
    link = find_link(token, LINK, at)
    rows = ContactChange.objects.select_related("offer__public", "structure")
    return rows.get(pk=link.payload["change"])


@transaction.atomic
def put_back(*, token: str, at: datetime | None = None) -> ContactChange:
    """Give the changed fields their former phones and mails, keeping what else changed since.

    Raises LinkRefused; NoChange when they are there again already; MovedMeanwhile when somebody
    changed the same place since (then the link stays usable, and nothing is written);
    InvalidFields when the page would contradict itself.
    """
    now = at or timezone.now()
    link = use_link(token, LINK, now)
    change = ContactChange.objects.select_for_update(of=("self",)).get(pk=link.payload["change"])
    _publish(change, now)
    change.put_back_at = now
    change.save(update_fields=["put_back_at"])
    tell_animators_of_return(change)
    return change


def _publish(change: ContactChange, now: datetime) -> None:
    why = {"contact_change": str(change.uuid)}
    if change.offer_id:
        offer = lock_offer(change.offer_id)
        fields = _merged(change, snapshot(offer), {n: f.kind for n, f in OFFER_FIELDS.items()})
        publish_one(
            offer=offer, fields=fields, author=None, at=now, action=PUT_BACK, data=dict(why)
        )
        return
    structure = lock_structure(_structure_id(change))
    kinds = {n: f.kind for n, f in STRUCTURE_FIELDS.items()}
    fields = _merged(change, structure_snapshot(structure), kinds)
    publish_structure(
        structure=structure, fields=fields, author=None, at=now, action=PUT_BACK, data=why
    )


def _structure_id(change: ContactChange) -> int:
    assert change.structure_id is not None  # noqa: S101 a constraint of the database
    return change.structure_id


def _merged(
    change: ContactChange, live: Mapping[str, Any], kinds: Mapping[str, str]
) -> dict[str, Any]:
    schema = {name: kinds[name] for name in change.before}
    now = {name: live[name] for name in schema}
    result = merge_fields(change.after, change.before, now, schema)
    if result.conflicts:
        raise MovedMeanwhile(result.conflicts)
    if result.merged == now:
        raise NoChange
    return result.merged


def forget_contact_changes(at: datetime) -> int:
    """The addresses told are not kept longer than the way back needs."""
    deleted, _by_model = ContactChange.objects.older_than(at - KEPT_FOR).delete()
    return deleted

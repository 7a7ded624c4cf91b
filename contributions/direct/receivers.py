"""A changed phone or mail is told to who had the old address. Writes rows only."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.models import User
from contributions.direct.contacts import changed_contacts, to_tell
from contributions.models import ContactChange
from journal import outbox
from notifications.services import HOLD
from offers.models import OfferPage

TOPIC = "direct.contact_changed"
PUT_BACK = "contact.put_back"
# What an animator took away is put back by nobody's click.
_TOLD_TO_NOBODY = (PUT_BACK, "offer.text_hidden", "structure.text_hidden")


def remember_contact_change(
    sender: type[Any],
    target: Any,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    author: User | None,
    action: str,
    **kwargs: Any,
) -> None:
    """One row, and one message to come, for each address to tell; what was put back by its own
    holder is told to nobody, or two addresses would undo each other for ever; nor is what was
    taken away."""
    kind = "offer" if sender is OfferPage else "structure"
    fields = changed_contacts(kind, before, after)
    if not fields or action in _TOLD_TO_NOBODY:
        return
    otherwise = target.structure.email if kind == "offer" else ""
    for address in to_tell(kind, before, after, otherwise=otherwise):
        change = ContactChange.objects.create(
            target_kind=kind,
            told_to=address,
            before={name: before[name] for name in fields},
            after={name: after[name] for name in fields},
            by=author,
            **{kind: target},
        )
        # Held like all notices: a decision undone at once was never told.
        outbox.enqueue(topic=TOPIC, key=str(change.uuid), not_before=timezone.now() + HOLD)

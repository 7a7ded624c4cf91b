"""In-transaction announcements: receivers may only write rows (search outbox, notices to send)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to offers, as the audit calls it, and who did it: author and acceptor.

    `fields` names what changed of each offer, by its key.
    """

    action: str
    by: tuple[int | None, ...] = ()
    fields: Mapping[int, Sequence[str]] = field(default_factory=dict)


# provides: offer_ids (list of int), and rows, their PublicOffer rows just written, when the sender
# has them at hand; and change, a Change, when the offers themselves changed, or None when only
# something around them did. Sent inside the transaction that changed what the public sees.
offers_changed = Signal()

# provides: structures, as they are now; by, the keys of who did it; fields, the names of those that
# were given, when they are known. Sent inside the transaction that changed them.
structures_changed = Signal()

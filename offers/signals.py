"""In-transaction announcements: receivers may only write rows (search outbox, notices to send)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.dispatch import Signal

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to offers, whatever the door it came by, and who did it: author and acceptor.

    `act` is one of those that `offers.following` registers. `fields` names what changed of each
    offer, by its key.
    """

    act: str
    by: tuple[int, ...] = ()
    fields: Mapping[int, Sequence[str]] = field(default_factory=dict)


def keys_of(*people: User | None) -> tuple[int, ...]:
    """Who did it, for `Change.by`; an import is nobody."""
    return tuple(person.pk for person in people if person)


# provides: offer_ids (list of int), and rows, their PublicOffer rows just written, when the sender
# has them at hand; and change, a Change, when the offers themselves changed, or None when only
# something around them did. Sent inside the transaction that changed what the public sees.
offers_changed = Signal()

# provides: target (OfferPage or Structure), before and after (all its fields), author, action.
# Sent inside the transaction in which one page was changed, by a person; never by an import.
fields_published = Signal()
# provides: structures, as they are now; act, one of those that `offers.following` registers;
# by, the keys of who did it; and fields, the names of those that were given, when they are known.
# Sent inside the transaction that changed them.
structures_changed = Signal()

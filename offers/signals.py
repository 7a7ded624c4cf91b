"""In-transaction announcements: receivers may only write rows (search outbox, notices to send)."""

from django.dispatch import Signal

# provides: offer_ids (list of int), and rows, their PublicOffer rows just written, when the sender
# has them at hand. Sent inside the transaction that changed what the public sees.
offers_changed = Signal()

# provides: target (OfferPage or Structure), before and after (all its fields), author, action.
# Sent inside the transaction in which one page was changed, by a person; never by an import.
fields_published = Signal()

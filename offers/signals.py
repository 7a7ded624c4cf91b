"""In-transaction announcements: receivers may only write rows (search outbox, notices to send)."""

from django.dispatch import Signal

# provides: offer_ids (list of int), and rows, their PublicOffer rows just written, when the sender
# has them at hand. Sent inside the transaction that changed what the public sees.
offers_changed = Signal()

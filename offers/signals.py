"""In-transaction announcements: receivers may only write rows (search outbox, notices to send)."""

from django.dispatch import Signal

# provides: offer_ids (list of int). Sent inside the transaction that changed what the public sees.
offers_changed = Signal()

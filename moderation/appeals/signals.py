"""In-transaction announcements: receivers may only write rows (trust, counters, notices)."""

from django.dispatch import Signal

# provides: appeal, decision (None when a message was hidden), decided_by (None once erased). Sent
# inside the transaction in which somebody else found the decision wrong.
decision_overturned = Signal()

# provides: appeal. Sent inside the transaction that opened it, and in which it was settled.
appeal_filed = Signal()
appeal_settled = Signal()

"""In-transaction announcements of what animators do: receivers may only write rows."""

from django.dispatch import Signal

# provides: decision, proposal. Sent inside the transaction that took the decision.
proposal_decided = Signal()

# provides: decision, proposal (open again, its page put back). Sent inside the transaction that
# undid the decision, just before its row goes.
decision_undone = Signal()

# provides: agreement, proposal (still open: a second person must accept). Inside the transaction.
proposal_agreed = Signal()

# provides: aside, proposal. Sent inside the transaction in which an animator left it to others.
proposal_left = Signal()

# provides: escalation, proposal. Sent inside the transaction that brought it to those above.
proposal_escalated = Signal()

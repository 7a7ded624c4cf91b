from django.dispatch import Signal

# provides: proposal_id (None of a report). Sent inside the transaction in which who looks at it
# changed.
claim_changed = Signal()

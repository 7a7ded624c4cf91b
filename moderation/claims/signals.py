from django.dispatch import Signal

# provides: proposal_id. Sent inside the transaction in which who looks at a proposal changed.
claim_changed = Signal()

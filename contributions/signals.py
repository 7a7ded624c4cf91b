"""In-transaction announcements: receivers may only write rows (notices to send, counters)."""

from django.dispatch import Signal

# provides: proposal. Sent inside the transaction that opened it.
proposal_opened = Signal()

# provides: proposal, user. Sent inside the transaction in which somebody else asked for the same.
proposal_supported = Signal()

# provides: proposal. Sent inside the transaction in which its author took it back.
proposal_withdrawn = Signal()

# provides: run, asked (territory key to number of proposals). Sent inside the transaction that
# ended an import whose conflicts wait for animators.
import_asked = Signal()

"""In-transaction announcements: receivers may only write rows (notices to send, counters)."""

from django.dispatch import Signal

# provides: proposal. Sent inside the transaction that opened it.
proposal_opened = Signal()

# provides: proposal, user. Sent inside the transaction in which somebody else asked for the same.
proposal_supported = Signal()

# provides: proposal. Sent inside the transaction that kept another version of it, by its author.
proposal_resubmitted = Signal()

# provides: proposal. Sent inside the transaction that found that its page moved under it.
proposal_clashed = Signal()

# provides: proposal. Sent inside the transaction that found its page to say so already.
proposal_found_done = Signal()

# provides: proposal. Sent inside the transaction that gave it up, nobody having answered.
proposal_expired = Signal()

# provides: proposal. Sent inside the transaction in which its author took it back.
proposal_withdrawn = Signal()

# provides: publication, reasons (codes of its risk). Sent inside the transaction in which an edit
# or a new page went live unread.
published_directly = Signal()

# provides: run, asked (territory key to number of proposals). Sent inside the transaction that
# ended an import whose conflicts wait for animators.
import_asked = Signal()

# provides: report. Sent inside the transaction in which somebody reported a page anew.
report_filed = Signal()

# provides: offer_ids. Sent inside the transaction in which offers began or ceased to be doubted.
doubt_changed = Signal()

# provides: target_kind, target, verb, of, made, by. Sent inside the transaction that took changes
# of a page back at once: `of` is the version undone, or the one gone back to; `made` the new one.
change_reverted = Signal()

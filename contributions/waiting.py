"""What waits on a page that just moved is looked at again, after the transaction that moved it."""

from collections.abc import Iterable
from datetime import datetime

from contributions.models import Proposal
from journal import outbox

TOPIC = "proposals.settle"


def settle_later(column: str, keys: Iterable[int], *, not_before: datetime | None = None) -> None:
    """Ask for it, for the pages on which something waits (one query)."""
    waiting = Proposal.objects.open().filter(**{f"{column}__in": list(keys)})
    for key in set(waiting.values_list(column, flat=True)):
        outbox.enqueue(topic=TOPIC, key=f"{column}:{key}", not_before=not_before)

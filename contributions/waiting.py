"""What waits on a page that just moved is looked at again, after the transaction that moved it."""

from collections.abc import Iterable

from django.utils import timezone

from contributions.models import Proposal
from journal import outbox
from notifications.services import HOLD

TOPIC = "proposals.settle"


def settle_later(column: str, keys: Iterable[int], *, is_merge: bool = False) -> None:
    """Ask for it, for the pages on which something waits (one query). What waits on a duplicate
    goes over once nobody can undo the merge any more."""
    not_before = timezone.now() + HOLD if is_merge else None
    waiting = Proposal.objects.open().filter(**{f"{column}__in": list(keys)})
    for key in set(waiting.values_list(column, flat=True)):
        outbox.enqueue(topic=TOPIC, key=f"{column}:{key}", not_before=not_before)

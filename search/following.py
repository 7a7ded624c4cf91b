"""The server follows the database: what changed is sent again until it is there.

Safe in parallel and at any moment: what is sent is the offer as it is then, and of two states the
server keeps the one that was read last.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone

from journal.outbox import retry_after
from search.engines.outside import Differences, Server
from search.models import SearchChange, SearchSending

# Offers sent at once.
AT_ONCE = 500
# Changes looked at together; each holds one offer, or as many as an import wrote together.
CHANGES = 200


@dataclass(frozen=True, slots=True)
class Followed:
    sent: int = 0
    refused: int = 0


def follow(server: Server, *, at: datetime | None = None) -> Followed:
    """Send what changed, all of it. Raises EngineError, and what is left is sent another time."""
    sent = refused = 0
    while changes := list(_due(at or timezone.now())[:CHANGES]):
        offer_ids = sorted({each for change in changes for each in change.offer_ids})
        left: list[int] = []
        for start in range(0, len(offer_ids), AT_ONCE):
            left += server.send(offer_ids[start : start + AT_ONCE])
        _settle(changes, left)
        sent, refused = sent + len(offer_ids) - len(left), refused + len(left)
    return Followed(sent, refused)


def differences(server: Server) -> Differences:
    """But for what is still to be sent. Raises EngineError."""
    found = server.differences()
    return found.but(waiting())


def mend(server: Server) -> int:
    """Send again what differs; how many offers. Raises EngineError."""
    wrong = sorted(differences(server).offer_ids)
    for start in range(0, len(wrong), AT_ONCE):
        SearchChange.objects.create(offer_ids=wrong[start : start + AT_ONCE])
    return len(wrong)


def lag(at: datetime) -> timedelta:
    """How long ago the oldest change that the server has not was made."""
    oldest = _unsent().aggregate(at=Min("at"))["at"]
    return max(at - oldest, timedelta()) if oldest else timedelta()


def waiting() -> set[int]:
    """The offers that changed since the server had them."""
    rows = _unsent().values_list("offer_ids", flat=True)
    return {offer_id for offer_ids in rows for offer_id in offer_ids}


def forget_sendings() -> None:
    """All but the last one: numbers only grow."""
    if last := SearchSending.objects.order_by("-pk").first():
        SearchSending.objects.filter(pk__lt=last.pk).delete()


def _unsent() -> QuerySet[SearchChange]:
    return SearchChange.objects.filter(sent_at=None)


def _due(at: datetime) -> QuerySet[SearchChange]:
    return _unsent().filter(not_before__lte=at).order_by("not_before", "pk")


@transaction.atomic
def _settle(changes: list[SearchChange], refused: list[int]) -> None:
    """What was refused is a change of its own, tried again later each time."""
    now = timezone.now()
    SearchChange.objects.filter(pk__in=[change.pk for change in changes]).update(sent_at=now)
    if refused:
        refusals = 1 + max(change.refusals for change in changes)
        SearchChange.objects.create(
            offer_ids=refused,
            at=min(change.at for change in changes),
            refusals=refusals,
            not_before=now + retry_after(refusals),
        )

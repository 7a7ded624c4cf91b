"""Who says the same, told apart by network for 14 days, and the doubt that follows from it."""

import secrets
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet

from contributions.limits.networks import digest
from contributions.models import Doubt, Report, Signal, SignalKey
from contributions.reporting.subjects import Subject
from contributions.signals import doubt_changed

REMEMBERED = timedelta(days=14)
# Different networks that make a doubt, and how long it lasts; an animator's lasts longer.
NETWORKS = 2
DOUBTED = timedelta(days=14)
CONFIRMED = timedelta(days=90)


def lock_key(subject: Subject, *, at: datetime) -> SignalKey:
    """The key of the page, whose lock is held until the transaction ends: of two who report or
    settle on one page, the second waits. A key of 14 days is replaced, and all told under it goes.

    Lock a proposal before, never after: who accepts holds it when they come for the page.
    """
    _lock_page(subject)
    SignalKey.objects.filter(**subject.columns, made_at__lte=at - REMEMBERED).delete()
    fresh = {"key": secrets.token_bytes(32), "made_at": at}
    key, _is_new = SignalKey.objects.get_or_create(**subject.columns, defaults=fresh)
    return key


def _lock_page(subject: Subject) -> None:
    """Against others who report or publish it, not against rows that refer to it."""
    rows = subject.kind.model.objects.select_for_update(of=("self",), no_key=True)
    rows.only("pk").get(pk=subject.target.pk)


def add_witness(key: SignalKey, report: Report, *, network: str, at: datetime) -> bool:
    """Whether this network had not said it yet, as far as the key remembers."""
    name = digest(network, key=bytes(key.key))
    _signal, is_new = Signal.objects.get_or_create(
        report=report, digest=name, defaults={"key": key, "at": at}
    )
    return is_new


def raise_doubt(key: SignalKey, *, at: datetime) -> None:
    """Doubt the offer of a locked key once enough networks speak against it."""
    if key.offer_id is None:
        return
    speaking = _speaking(key)
    if speaking.values("digest").distinct().count() >= NETWORKS:
        _doubt(key.offer_id, until=at + DOUBTED)


def confirm_doubt(offer_id: int, *, at: datetime) -> None:
    """An animator says that the offer is indeed not as its page tells."""
    _doubt(offer_id, until=at + CONFIRMED)


def review_doubt(key: SignalKey) -> None:
    """Once a report is settled, take away the doubt that the open ones do not bear out."""
    offer_id = key.offer_id
    doubt = Doubt.objects.filter(pk=offer_id).first() if offer_id is not None else None
    if doubt is None:
        return
    still = Report.objects.open().filter(offer=offer_id)
    if still.filter(state=Report.State.CONFIRMED).exists():
        return
    speaking = _speaking(key)
    last = speaking.aggregate(last=Max("at"))["last"]
    if last is not None and speaking.values("digest").distinct().count() >= NETWORKS:
        _doubt(doubt.pk, until=last + DOUBTED, may_shorten=True)
        return
    doubt.delete()
    doubt_changed.send(sender=Doubt, offer_ids=[offer_id])


def _speaking(key: SignalKey) -> QuerySet[Signal]:
    """What was said under the key in reports that are still open."""
    return Signal.objects.filter(key=key, report__closed_at=None)


def _doubt(offer_id: int, *, until: datetime, may_shorten: bool = False) -> None:
    doubt, is_new = Doubt.objects.get_or_create(pk=offer_id, defaults={"until": until})
    if not is_new:
        if until <= doubt.until and not may_shorten:
            return
        doubt.until = until
        doubt.save(update_fields=["until"])
    doubt_changed.send(sender=Doubt, offer_ids=[offer_id])

"""Telling people, and taking it back while there is still time."""

import re
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from journal import outbox
from notifications.kinds import find
from notifications.models import Notice

TOPIC = "notice"
# Long enough to undo a slip, short enough that nobody wonders.
HOLD = timedelta(seconds=15)

_PATH = re.compile(r"/(?![/\\])[^\s\\]{0,299}")


@transaction.atomic(savepoint=False)
def notify(
    *,
    recipient: User,
    kind: str,
    key: str,
    path: str,
    params: dict[str, Any],
    hold: timedelta = HOLD,
) -> Notice | None:
    """Write the notice now, and mail it after `hold`. `key` names what is told, once and for all.

    None when the account is closed or this was told already. Raises ValueError when the kind is
    not registered or the path leads out of the site.
    """
    if find(kind) is None:
        raise ValueError(f"Nobody registered the kind {kind}.")
    if not _PATH.fullmatch(path):
        raise ValueError("A notice leads to a path of this site, such as /propositions/12/.")
    if not recipient.is_active:
        return None
    values = {"recipient": recipient, "kind": kind, "path": path, "params": params}
    notice, created = Notice.objects.get_or_create(key=key, defaults=values)
    if not created:
        return None
    outbox.enqueue(topic=TOPIC, key=key, not_before=timezone.now() + hold)
    return notice


@transaction.atomic
def cancel(*, key: str) -> bool:
    """Take back what has not been mailed yet; False when it is too late, or was never told."""
    if not outbox.cancel(topic=TOPIC, key=key):
        return False
    Notice.objects.filter(key=key, mailed_at__isnull=True).delete()
    return True


@transaction.atomic
def retract(*, key: str) -> None:
    """Take back a notice mailed or not: what it leads to is no longer there to be read."""
    cancel(key=key)
    Notice.objects.filter(key=key).delete()


def read_all(*, recipient: User, prefixes: list[str]) -> None:
    """Mark as read what leads to a page that the person has just opened; keys begin so."""
    keys = Q()
    for prefix in prefixes:
        keys |= Q(key__startswith=prefix)
    Notice.objects.for_person(recipient).unread().filter(keys).update(read_at=timezone.now())

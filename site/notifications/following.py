"""Following a page: starting, hearing of it more or less often, stopping."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from notifications.models import Frequency, Watch
from notifications.models.watches import Topic
from notifications.permissions import can_watch
from notifications.watchables import read_page


@transaction.atomic
def follow(*, user: User, page: Topic, frequency: str, expires_at: datetime | None = None) -> Watch:
    """Follow a page, or hear of it at another frequency when it is followed already.

    Raises PermissionDenied with the reason, or ValueError for an unknown frequency.
    """
    chosen = Frequency(frequency)
    kind, key = page
    known = Watch.objects.filter(user=user, kind=kind, key=key).first()
    if known is not None:
        return change_frequency(watch=known, frequency=chosen)
    can_watch(user, read_page(user, page)).or_raise()
    # Two clicks at once make one watch.
    values = {"frequency": chosen, "expires_at": expires_at}
    watch, _created = Watch.objects.get_or_create(user=user, kind=kind, key=key, defaults=values)
    return watch


@transaction.atomic
def change_frequency(*, watch: Watch, frequency: str) -> Watch:
    """What waits to be told is told at the new rhythm. Raises ValueError for an unknown one."""
    watch.frequency = Frequency(frequency)
    watch.save(update_fields=["frequency"])
    return watch


@transaction.atomic
def unfollow(*, user: User, page: Topic) -> bool:
    """Stop following, and forget what was not told yet; False when it was not followed."""
    kind, key = page
    deleted, _by_model = Watch.objects.filter(user=user, kind=kind, key=key).delete()
    return deleted > 0


@transaction.atomic
def follow_instead(*, kind: str, key: str, other: str) -> int:
    """Who followed a duplicate follows the page that stays, unless they did already."""
    already = Watch.objects.filter(kind=kind, key=other).values("user")
    return Watch.objects.filter(kind=kind, key=key).exclude(user__in=already).update(key=other)

from datetime import datetime

from django.db import transaction

from accounts.models import User
from notifications.models import Notice


@transaction.atomic
def mark_notice_read(*, notice: Notice, at: datetime) -> Notice:
    """The first reading counts: marking twice keeps its date."""
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
    return notice


def mark_all_read(*, user: User, up_to: int, at: datetime) -> int:
    """Mark what the person had before their eyes: what came since, above `up_to`, stays unread."""
    unread = Notice.objects.for_person(user).unread().filter(pk__lte=up_to)
    return unread.update(read_at=at)

from datetime import datetime

from django.db import transaction

from notifications.models import Notice


@transaction.atomic
def mark_notice_read(*, notice: Notice, at: datetime) -> Notice:
    """The first reading counts: marking twice keeps its date."""
    if notice.read_at is None:
        notice.read_at = at
        notice.save(update_fields=["read_at"])
    return notice

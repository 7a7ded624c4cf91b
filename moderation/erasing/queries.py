from django.db.models import Q, QuerySet

from accounts.models import User
from moderation.erasing.permissions import has_oversight
from moderation.erasing.subjects import SITE
from moderation.models import Hiding, Redaction
from territories.permissions import is_global_administrator, territories_moderated_by


def hidings_seen_by(user: User) -> QuerySet[Hiding]:
    """What was hidden where the person could hide it, the latest first."""
    rows = Hiding.objects.select_related("territory")
    if has_oversight(user):
        return rows.order_by("-hidden_at", "-pk")
    here = rows.in_places(territories_moderated_by(user)).order_by("-hidden_at", "-pk")
    return here if is_global_administrator(user) else here.exclude(target_kind=SITE)


def redactions_to_answer(user: User) -> QuerySet[Redaction]:
    """What waits for this person's yes or no, the oldest first."""
    if not has_oversight(user):
        return Redaction.objects.none()
    mine = Q(asked_by=user)
    waiting = Redaction.objects.waiting().exclude(mine)
    return waiting.select_related("hiding__territory").order_by("asked_at", "pk")

"""What appeals hold on a person. The appeal stays, its words and the name go."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import public_name, register_eraser, register_exporter
from moderation.models import Appeal

# An appeal is written in the first person, about oneself: nothing of it is for the commons.
ERASED = "…"


def export_appeals(user: User) -> list[dict[str, Any]]:
    return [
        {
            "written": appeal.author_id == user.pk,
            "text": appeal.text if appeal.author_id == user.pk else "",
            "state": appeal.state,
            "answer": appeal.answer,
            "at": appeal.created_at.isoformat(),
        }
        for appeal in Appeal.objects.filter(Q(author=user) | Q(settled_by=user))
    ]


def forget_person(user: User) -> None:
    for appeal in Appeal.objects.filter(author=user):
        appeal.author, appeal.author_label, appeal.text = None, public_name(None), ERASED
        if appeal.is_open:
            appeal.state, appeal.settled_at = Appeal.State.WITHDRAWN, timezone.now()
        appeal.save(update_fields=["author", "author_label", "text", "state", "settled_at"])
    for appeal in Appeal.objects.filter(settled_by=user):
        appeal.settled_by, appeal.settled_by_label = None, public_name(None)
        appeal.save(update_fields=["settled_by", "settled_by_label"])


def register() -> None:
    register_exporter("appeals", export_appeals, _("Appeals you wrote or answered"))
    register_eraser("appeals", forget_person)

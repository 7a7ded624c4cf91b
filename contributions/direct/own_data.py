"""What direct publications hold on a person: the change stays, their name goes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import public_name, register_eraser, register_exporter
from contributions.models import ContactChange, DirectPublication


def export_direct(user: User) -> list[dict[str, Any]]:
    return [
        {
            "id": str(row.uuid),
            "summary": row.summary,
            "fields": row.fields,
            "at": row.at.isoformat(),
        }
        for row in DirectPublication.objects.filter(author=user)
    ]


def forget_direct(user: User) -> None:
    """What was told to their address goes too."""
    for row in DirectPublication.objects.filter(author=user):
        row.author, row.author_label = None, public_name(None)
        row.save(update_fields=["author", "author_label"])
    ContactChange.objects.filter(told_to__iexact=user.email).delete()


def register() -> None:
    register_exporter("direct", export_direct, _("Changes you put on the site at once"))
    register_eraser("direct", forget_direct)

"""What this desk adds to the mails of the site."""

from django.utils.translation import gettext_lazy as _

from home.territory import asking, digest
from moderation.permissions import can_open_queue
from notifications.kinds import register as register_kind


def register() -> None:
    register_kind(
        digest.KIND,
        label=_("The weekly summary of my territories"),
        concerns=can_open_queue,
        still=digest.still,
    )
    register_kind(asking.KIND)

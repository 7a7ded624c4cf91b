from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from territories.models import Territory
from territories.permissions import administers


def can_set_trust(
    by: User, *, user: User, territory: Territory, at: datetime | None = None
) -> Verdict:
    """The administrators of a territory give and take trust there, never their own."""
    if by.pk == user.pk:
        return Denied(_("Someone else must say how far you are trusted."))
    if administers(by, territory, at=at):
        return Allowed()
    return Denied(_("Only the administrators of this territory give or take back trust."))

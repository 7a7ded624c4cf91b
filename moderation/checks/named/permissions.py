"""Who sees the named checks, and who switches them."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from moderation.permissions import can_open_queue
from territories.permissions import is_global_administrator


def can_see_checks(user: User) -> Verdict:
    """Animators know what is held for them, and why."""
    return can_open_queue(user)


def can_set_checks(user: User) -> Verdict:
    """A check holds for the whole site: a global administrator sets it."""
    if is_global_administrator(user):
        return Allowed()
    return Denied(_("Only a global administrator changes what the checks do."))

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from notifications.models import Watch
from notifications.watchables import Shown

# Far above what a department's animator follows, far below what would weigh on the site.
MOST_WATCHES = 500


def can_watch(user: User, page: Shown | None) -> Verdict:
    """Anyone with an account follows a page that they may read and that is on the site."""
    if not user.is_authenticated or not user.is_active:
        return Denied(_("Sign in to follow this page."))
    if page is None or not page.is_live:
        return Denied(_("This page is no longer on the site: there is nothing to follow."))
    if Watch.objects.filter(user=user).count() >= MOST_WATCHES:
        return Denied(_("You follow as many pages as one can: stop following some of them first."))
    return Allowed()

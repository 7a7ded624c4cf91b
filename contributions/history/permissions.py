from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from contributions.history.kinds import Kept
from contributions.models import Proposal
from contributions.permissions import keeps, oversees
from territories.permissions import moderates


def can_revert(user: Any, kept: Kept, target: Any) -> Verdict:
    """Anyone with an account asks that a page on the site go back to what it was."""
    if not user.is_authenticated or not user.is_active:
        return Denied(_("Sign in to undo a change."))
    if not kept.kind.is_live(target):
        return Denied(_("This page is no longer on the site: it cannot be changed."))
    return Allowed()


def can_revert_at_once(user: User, kept: Kept, target: Any, *, risk: int) -> Verdict:
    """An animator of the page's territory at once, and who keeps the page but for what is of high
    risk; what others ask waits for an animator."""
    if moderates(user, kept.kind.home_territory(target)):
        return Allowed()
    keeper = kept.kind.keeper(target)
    if keeper is None or not keeps(user, keeper):
        return Denied(_("An animator of the territory will decide."))
    if risk >= Proposal.Risk.HIGH:
        return Denied(_("This is delicate: an animator of the territory will decide."))
    return Allowed()


def sees_all(user: User, kept: Kept, target: Any) -> bool:
    """Those who keep the page and the animators see what is protected."""
    keeper = kept.kind.keeper(target)
    is_keeper = keeper is not None and keeps(user, keeper)
    return is_keeper or oversees(user, kept.kind.home_territory(target))

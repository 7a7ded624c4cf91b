from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from contributions.models import Proposal, Report
from contributions.reporting.permissions import can_settle
from moderation.permissions import can_decide
from territories.permissions import administers


def can_claim(user: User, item: Proposal | Report) -> Verdict:
    """Who may decide on an open proposal, or settle a report that waits, may say that they are
    looking at it."""
    if isinstance(item, Report):
        if item.state not in Report.WAITING:
            return Denied(_("This report was settled already."))
        return can_settle(user, item)
    if item.state not in Proposal.OPEN:
        return Denied(_("This proposal was decided already."))
    return can_decide(user, item)


def can_take_over(user: User, item: Proposal | Report) -> Verdict:
    """An administrator of the place takes over from somebody still there; others wait until the
    lease is over, and then simply claim it.
    """
    allowed = can_claim(user, item)
    if not allowed:
        return allowed
    if administers(user, item.territory):
        return Allowed()
    return Denied(_("Only an administrator of this territory takes over from somebody there."))

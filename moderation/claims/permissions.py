from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from contributions.models import Proposal
from moderation.permissions import can_decide
from territories.permissions import administers


def can_claim(user: User, proposal: Proposal) -> Verdict:
    """Who may decide on an open proposal may say that they are looking at it."""
    if proposal.state not in Proposal.OPEN:
        return Denied(_("This proposal was decided already."))
    return can_decide(user, proposal)


def can_take_over(user: User, proposal: Proposal) -> Verdict:
    """An administrator of the place takes over from somebody still there; others wait until the
    lease is over, and then simply claim it.
    """
    allowed = can_claim(user, proposal)
    if not allowed:
        return allowed
    if administers(user, proposal.territory):
        return Allowed()
    return Denied(_("Only an administrator of this territory takes over from somebody there."))

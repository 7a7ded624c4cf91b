from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from contributions.models import Proposal
from contributions.targets import target_of

REUSABLE = (
    Proposal.State.NEEDS_CHANGES,
    Proposal.State.REJECTED,
    Proposal.State.WITHDRAWN,
    Proposal.State.CONFLICT,
    Proposal.State.EXPIRED,
)


def can_reuse(user: User | AnonymousUser, proposal: Proposal) -> Verdict:
    """Authors start again from the text of their own proposal, once a change is asked for, or it
    is refused, taken back, in conflict with the page or expired.
    """
    if not user.is_authenticated or proposal.author_id is None or proposal.author_id != user.pk:
        return Denied(_("Only its author starts again from a proposal."))
    if proposal.state not in REUSABLE:
        return Denied(_("This proposal is on its way, or on the page: there is nothing to redo."))
    if proposal.action != Proposal.Action.EDIT or target_of(proposal) is None:
        return Denied(_("Only a change of a page can be started again."))
    return Allowed()

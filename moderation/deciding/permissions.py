from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from contributions.models import Proposal
from moderation.models import Decision
from moderation.permissions import can_decide
from territories.models import Territory
from territories.permissions import moderates
from territories.responsible import responsible_territory

# Notices are held a little longer than this: nobody hears of what is undone in time.
UNDO_FOR = timedelta(seconds=10)

Action = Proposal.Action
_IN_FIELDS = (Action.EDIT, Action.REVERT)


def can_edit(user: User, proposal: Proposal) -> Verdict:
    """Who may decide may say the proposed fields better before they go live, in its author's name;
    an act on a whole page has no words of its own to change."""
    if proposal.action not in (*_IN_FIELDS, Action.CREATE):
        return Denied(_("There is no text to edit here: accept it or refuse it as it is."))
    return can_decide(user, proposal)


def can_accept_in_part(user: User, proposal: Proposal) -> Verdict:
    """Who may decide may take some of several changes; a new page or an act on a whole page goes
    live whole or not at all."""
    if proposal.action not in _IN_FIELDS:
        return Denied(_("This is accepted whole, or not at all."))
    return can_decide(user, proposal)


def can_turn(user: User, proposal: Proposal) -> Verdict:
    """Who may decide on a new offer may say that the site has it already: it goes on as an edit,
    for its author, of the page that stands."""
    is_offer = proposal.target_kind == Proposal.Target.OFFER
    if proposal.action != Action.CREATE or not is_offer:
        return Denied(_("Only a new offer can become an edit of one that is here."))
    if proposal.author_id is None:
        return Denied(_("Its author left the site: nobody would speak for the edit."))
    return can_decide(user, proposal)


def can_leave(user: User, proposal: Proposal) -> Verdict:
    """Animators leave to others what waits in their territories, whatever ties them to it."""
    return moderates(user, proposal.territory)


def can_escalate(user: User, proposal: Proposal) -> Verdict:
    """Animators bring what waits in their territories to those above, while somebody is."""
    if territory_above(proposal) is None:
        return Denied(_("Nobody is above: it is for you and those who animate with you."))
    return moderates(user, proposal.territory)


def can_undo(user: User, decision: Decision, *, at: datetime) -> Verdict:
    """Who decided takes it back within ten seconds, before anybody is told, while they animate its
    territory."""
    mine = is_own_and_fresh(user, decision.moderator_id, done_at=decision.at, at=at)
    return moderates(user, decision.proposal.territory) if mine else mine


def is_own_and_fresh(
    user: User, by: int | None, *, done_at: datetime, at: datetime | None
) -> Verdict:
    """Whether the person did it themselves, less than ten seconds ago."""
    if by != user.pk:
        return Denied(_("Only who did this can undo it."))
    if (at or timezone.now()) - done_at > UNDO_FOR:
        return Denied(_("It is too late to undo this: people are being told."))
    return Allowed()


def territory_above(proposal: Proposal, *, at: datetime | None = None) -> Territory | None:
    """Whom to ask next: the nearest animated territory above those who have it now; None when
    it is with the country already."""
    here = proposal.escalated_to
    if here is None or not here.contains(proposal.territory):  # its page moved since
        here = responsible_territory(proposal.territory, at=at)
    return None if here.parent is None else responsible_territory(here.parent, at=at)


def can_join(user: User, proposal: Proposal, into: Proposal) -> Verdict:
    """Who may decide on both makes one of them."""
    return can_decide(user, proposal) and can_decide(user, into)

from typing import Any

from django.db.models import Exists
from django.utils.translation import gettext_lazy as _

from accounts.kept_query import KeptQuery, Slot
from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from contributions.models import ImportRow, Proposal
from moderation.deciding.overturned import overturned_refusals
from moderation.models import Aside
from moderation.trust.closeness import same_mailbox
from offers.models import Membership
from territories.models import Territory
from territories.permissions import moderates, moderates_somewhere


def can_open_queue(user: User) -> Verdict:
    """The queue is for those who animate a territory, or administer one."""
    if moderates_somewhere(user):
        return Allowed()
    return Denied(_("This page is for the animators of a territory, and you animate none today."))


def can_decide(user: User, proposal: Proposal) -> Verdict:
    """An animator decides on the proposals of their territory and of those inside it, never on
    their own, nor on those of people who keep the pages of the same structure as they do, nor on
    what they left to somebody else, nor on what they refused and somebody else found wrongly so.
    """
    if proposal.author_id == user.pk or _has_imported(user, proposal):
        return Denied(_("Someone else must decide on what you proposed yourself."))
    within = moderates(user, proposal.territory)
    if not within:
        return within
    if proposal.author is not None and same_mailbox(user, proposal.author):
        return Denied(_("Someone else must decide on what you proposed with another account."))
    return _ties(user, proposal)


def can_ask_for_change(user: User, proposal: Proposal) -> Verdict:
    """Who may decide may ask for a change, when there is somebody to ask."""
    if proposal.author_id is None:
        return Denied(_("Nobody can be asked: this came without an account."))
    return can_decide(user, proposal)


def _has_imported(user: User, proposal: Proposal) -> bool:
    """Who brought the file speaks for its source."""
    if proposal.imported_from_id is None:
        return False
    rows = ImportRow.objects.filter(
        action=ImportRow.Action.CONFLICT,
        run__source=proposal.imported_from_id,
        run__started_by=user,
        offer=proposal.offer_id,
        structure=proposal.structure_id,
    )
    return rows.exists()


@KeptQuery
def _tied(slot: type[Slot]) -> Any:
    user, proposal = slot("user"), slot("proposal")
    mine = Membership.objects.filter(user=user)
    theirs = Membership.objects.filter(user=slot("author"))
    recused = Aside.objects.filter(proposal=proposal, moderator=user, kind=Aside.Kind.RECUSE)
    return User.objects.filter(pk=user).values_list(
        Exists(mine.filter(structure=slot("on_behalf_of"))),
        Exists(mine.filter(structure__in=theirs.values("structure"))),
        Exists(recused),
        Exists(overturned_refusals(user).filter(proposal=proposal)),
    )


def _ties(user: User, proposal: Proposal) -> Verdict:
    """What forbids an animator to decide: one query."""
    ((speaks_for, is_colleague, has_recused, was_wrong),) = _tied.ask(
        user=user.pk,
        proposal=proposal.pk,
        author=proposal.author_id,
        on_behalf_of=proposal.on_behalf_of_id,
    )
    if speaks_for or is_colleague:
        return Denied(_("This comes from a structure you belong to: someone else must decide."))
    if has_recused:
        return Denied(_("You left this to somebody else: you may not decide on it any more."))
    if was_wrong:
        return Denied(
            _("You refused this, and its author won an appeal: someone else must decide now.")
        )
    return Allowed()


def animates(user: User, territory: Territory) -> bool:
    """Animators read every proposal, and the protected fields, of what they animate."""
    return bool(moderates(user, territory))

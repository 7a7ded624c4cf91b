"""The gates of contributions and of offers: who is blocked, what is protected, how much is
enough."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.verdicts import Allowed, Verdict
from contributions.gate import Act, Barred, Gate, Verb
from contributions.permissions import keeps
from contributions.targets import kind_for
from moderation.blocks.queries import blocks_on
from moderation.limits.pace import count
from moderation.models import Block
from moderation.protection.judging import judge
from moderation.standing import Standing, standing_of
from moderation.trust.rights import rights_of
from offers.gate import Verb as Declared
from territories.models import Territory

# Which acts a block of each kind takes away.
_BLOCKED_BY: dict[Verb | Declared, Block.Act] = {
    Verb.PROPOSE: Block.Act.PROPOSE,
    Verb.PUBLISH: Block.Act.PROPOSE,
    Verb.REVERT: Block.Act.PROPOSE,
    Verb.DISCUSS: Block.Act.DISCUSS,
    Verb.REPORT: Block.Act.REPORT,
    Declared.DECLARE: Block.Act.DECLARE,
    Declared.CLAIM: Block.Act.CLAIM,
}


def may(act: Act) -> Verdict:
    """Whether neither a block nor a protection stands in the way."""
    return _answer(act, counts=False)


def enter(act: Act) -> Verdict:
    """The same, and the act counts as one more: past the limit of the person it waits."""
    return _answer(act, counts=True)


def may_declare(user: User, verb: Declared, territory: Territory) -> Verdict:
    """Whether no block stands in the way of what is done beside the pages."""
    return _blocked(user, verb, territory, at=timezone.now())


GATE = Gate(may, enter)


def _answer(act: Act, *, counts: bool) -> Verdict:
    at = timezone.now()
    if act.user is None or act.verb == Verb.ACCEPT:
        return judge(act, Standing(is_protected=True), at=at)
    standing = standing_of(act.user, act.territory, act.target, at=at)
    if standing.may_be_blocked:
        blocked = _blocked(act.user, act.verb, act.territory, at=at)
        if not blocked:
            return blocked
    if standing.is_protected:
        protected = judge(act, standing, at=at)
        if not protected:
            return protected
    if counts and act.verb == Verb.PROPOSE and settings.PROPOSAL_LIMITS:
        return _measured(act.user, act, standing, at=at)
    return Allowed()


def _blocked(user: User, verb: Verb | Declared, territory: Territory, *, at: datetime) -> Verdict:
    kind = _BLOCKED_BY[verb]
    blocks = blocks_on(user, territory, at=at).order_by("-starts_at")
    found = next((block for block in blocks if kind in block.acts), None)
    if found is None:
        return Allowed()
    said = _("You are blocked for now: you can still read everything. Read why, and what to do.")
    return Barred(said, url=reverse("moderation:my-block", args=[found.uuid]))


def _measured(user: User, act: Act, standing: Standing, *, at: datetime) -> Verdict:
    rights = rights_of(standing.level)
    if not rights.proposals:
        return Allowed()
    wait = count(user=user, act=act.verb, most=rights.proposals, within=rights.within, at=at)
    if wait is None or _keeps_page(user, act):
        return Allowed()
    return Barred(_enough(rights.proposals, wait), url=reverse("moderation:my-trust"), status=429)


def _keeps_page(user: User, act: Act) -> bool:
    """Who keeps a page is not limited there; asked only of those at their limit."""
    keeper = None if act.target is None else kind_for(act.target).keeper(act.target)
    return keeper is not None and keeps(user, keeper)


def _enough(most: int, wait: timedelta) -> str:
    minutes = max(1, round(wait / timedelta(minutes=1)))
    hours = round(wait / timedelta(hours=1))
    if minutes < 60:
        later = ngettext("in %(count)d minute", "in %(count)d minutes", minutes) % {
            "count": minutes
        }
    else:
        later = ngettext("in %(count)d hour", "in %(count)d hours", hours) % {"count": hours}
    return _(
        "You proposed much in a short while: %(most)d changes is the most for now. "
        "The next one can leave %(later)s. What you wrote is below."
    ) % {"most": most, "later": later}

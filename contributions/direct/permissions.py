"""Whose acts go live without waiting. Upper apps add rules: people trusted in a territory."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Denied, Verdict
from contributions.actions.registry import Request
from contributions.gate import Act, Verb, may_begin
from contributions.models import Proposal
from contributions.permissions import keeps

DirectRule = Callable[[User, Request], bool]

_rules: list[DirectRule] = []


def register_direct_rule(rule: DirectRule) -> DirectRule:
    """Add a rule that lets some edits, never the riskiest, go live at once."""
    if rule not in _rules:
        _rules.append(rule)
    return rule


def keeps_the_page(user: User, request: Request) -> bool:
    """Owners and editors of the structure that keeps the page, or that a new one joins, for all
    but high risk."""
    keeper = _keeper(request)
    return keeper is not None and keeps(user, keeper)


def _keeper(request: Request) -> int | None:
    if request.target is None:
        return request.structure.pk if request.structure else None
    return request.kind.keeper(request.target)


register_direct_rule(keeps_the_page)


def can_publish_at_once(user: User, request: Request) -> Verdict:
    """An edit or a new page goes live at once when its risk is low or medium, a rule answers for
    its author and nothing protects it; everything else is read by an animator first."""
    if request.risk.level >= Proposal.Risk.HIGH:
        return Denied(_("This is read by an animator before it is on the site."))
    if any(rule(user, request) for rule in _rules):
        return may_begin(_act(user, request))
    return Denied(_("Only those who keep the pages of the structure publish at once."))


def _act(user: User, request: Request) -> Act:
    fields = frozenset(request.changes.keys() & request.live.keys())
    return Act(Verb.PUBLISH, user, request.territory, request.target, fields)

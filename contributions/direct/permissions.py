"""Whose edits go live without waiting. Upper apps add rules: people trusted in a territory."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from contributions.actions.registry import Request
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
    """Owners and editors of the structure that keeps the page, for all but high risk."""
    keeper = request.kind.keeper(request.target)
    return keeper is not None and keeps(user, keeper)


register_direct_rule(keeps_the_page)


def can_publish_at_once(user: User, request: Request) -> Verdict:
    """An edit goes live at once when its risk is low or medium and a rule answers for its author;
    everything else is read by an animator first."""
    if request.risk.level >= Proposal.Risk.HIGH:
        return Denied(_("This change is read by an animator before it is on the page."))
    if any(rule(user, request) for rule in _rules):
        return Allowed()
    return Denied(_("Only those who keep this page change it at once."))

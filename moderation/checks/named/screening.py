"""The named checks put to work on what somebody sends."""

from dataclasses import replace

from accounts.models import User
from contributions.actions.registry import Request
from contributions.models import Proposal
from contributions.risk import Assessment
from moderation.checks.named.counting import count_refusal
from moderation.checks.named.effects import remembered
from moderation.checks.named.registry import Effect, Hit, NamedCheck, Said, named_checks
from moderation.checks.reading import reading_of_request
from offers.validation import InvalidFields


def screen(request: Request, author: User | None) -> Request:
    """The same request with the reasons of the checks that fired, at high risk when one holds it:
    what is held never goes live unread. Raises InvalidFields when one refuses it."""
    effects = remembered().effects
    said = Said(reading_of_request(request), author)
    risk = request.risk
    for check in named_checks():
        effect = effects[check.code]
        if effect != Effect.OFF and (hit := check.find(said)):
            risk = _with(risk, check, effect, hit)
    return replace(request, risk=risk)


def _with(risk: Assessment, check: NamedCheck, effect: Effect, hit: Hit) -> Assessment:
    if effect == Effect.REFUSE:
        count_refusal(check.code)
        raise InvalidFields({hit.path.partition(".")[0]: [str(check.refusal)]})
    level = Proposal.Risk.HIGH if effect == Effect.HOLD else risk.level
    return Assessment(level, [*risk.reasons, check.reason_code])

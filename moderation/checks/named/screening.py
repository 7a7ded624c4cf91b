"""The named checks put to work on what somebody sends."""

from dataclasses import replace

from accounts.models import User
from contributions.actions.registry import Request
from contributions.models import Proposal
from contributions.risk import Assessment
from moderation.checks.named.counting import count_refusal
from moderation.checks.named.effects import remembered
from moderation.checks.named.registry import Effect, Hit, NamedCheck, Said, Words, named_checks
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


def refuse_words(words: str, *, is_protected: bool) -> str:
    """What to mend in words that are read at once: of the checks that refuse, and of those that
    would hold a text for a protected place, since nobody holds a message."""
    effects, said = remembered().effects, Words(words, is_protected)
    for check in named_checks():
        is_strict = effects[check.code] == Effect.REFUSE or Effect.OFF not in check.may
        if is_strict and check.reads is not None and check.reads(said):
            count_refusal(check.code)
            return str(check.refusal)
    return ""


def _with(risk: Assessment, check: NamedCheck, effect: Effect, hit: Hit) -> Assessment:
    if effect == Effect.REFUSE:
        count_refusal(check.code)
        raise InvalidFields({hit.path.partition(".")[0]: [str(check.refusal)]})
    level = Proposal.Risk.HIGH if effect == Effect.HOLD else risk.level
    return Assessment(level, [*risk.reasons, check.reason_code])

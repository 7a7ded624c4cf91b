from collections.abc import Iterable
from typing import Any

from contributions.models import DirectPublication, Proposal
from moderation.checks.named.effects import remembered
from moderation.checks.named.registry import named_checks
from moderation.models import CheckHit


def remember_hits(sender: type[Proposal], proposal: Proposal, **kwargs: Any) -> None:
    """The checks that fired on this version, which its risk names."""
    _remember(proposal.risk_reasons, proposal=proposal, proposal_version=proposal.version)


def remember_hits_of_a_publication(
    sender: type[DirectPublication],
    publication: DirectPublication,
    reasons: list[str],
    **kwargs: Any,
) -> None:
    _remember(reasons, publication=publication)


def _remember(reasons: Iterable[str], **subject: Any) -> None:
    said = frozenset(reasons)
    fired = [check.code for check in named_checks() if check.reason_code in said]
    if not fired:
        return
    effects = remembered().effects
    hits = [CheckHit(check_code=code, effect=effects[code], **subject) for code in fired]
    CheckHit.objects.bulk_create(hits, ignore_conflicts=True)

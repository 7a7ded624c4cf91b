from typing import Any

from contributions.models import Proposal
from moderation.checks.named.effects import remembered
from moderation.checks.named.registry import named_checks
from moderation.models import CheckHit


def remember_hits(sender: type[Proposal], proposal: Proposal, **kwargs: Any) -> None:
    """The checks that fired on this version, which its risk names."""
    fired = [one for one in named_checks() if one.reason_code in proposal.risk_reasons]
    if not fired:
        return
    effects = remembered().effects
    CheckHit.objects.bulk_create(
        [
            CheckHit(
                check_code=check.code,
                effect=effects[check.code],
                proposal=proposal,
                proposal_version=proposal.version,
            )
            for check in fired
        ],
        ignore_conflicts=True,
    )

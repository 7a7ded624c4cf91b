from typing import Any

from contributions.models import Proposal
from moderation.telling import tell_animators, untell_animators


def tell_of_an_opening(sender: type[Proposal], proposal: Proposal, **kwargs: Any) -> None:
    tell_animators(proposal)


def untell_of_a_withdrawal(sender: type[Proposal], proposal: Proposal, **kwargs: Any) -> None:
    untell_animators(proposal)

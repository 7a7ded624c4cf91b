"""Where the acts of animators were: use `moderation.deciding.services`."""

from moderation.deciding.services import (
    SeenVersion,
    accept_proposal,
    ask_for_change,
    refuse_proposal,
)

__all__ = ["SeenVersion", "accept_proposal", "ask_for_change", "refuse_proposal"]

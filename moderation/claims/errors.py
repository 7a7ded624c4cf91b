"""Why a proposal is not free."""

from contributions.errors import NotNow
from moderation.claims.holding import Holding


class HeldBySomebody(NotNow):
    """Somebody else is looking at it, and their lease is not over."""

    def __init__(self, holder: Holding) -> None:
        super().__init__(holder.text)
        self.holder = holder

    def __str__(self) -> str:
        return self.holder.until

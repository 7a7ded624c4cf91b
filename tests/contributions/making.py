"""Proposals made as in life."""

from typing import Any

from accounts.models import User
from contributions.models import Proposal
from contributions.services import propose_edit
from offers.models import OfferPage

WHY = "Le tarif a changé en janvier."


def propose(offer: OfferPage, author: User, *, summary: str = WHY, **changes: Any) -> Proposal:
    """An open proposal; by default of another fee."""
    changes = changes or {"fee_detail": "6 € par jour"}
    return propose_edit(author=author, offer=offer, changes=changes, summary=summary)

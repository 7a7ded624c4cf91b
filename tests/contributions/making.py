"""Proposals made as in life."""

from typing import Any

from accounts.models import User
from contributions import services
from contributions.models import Proposal
from offers.models import OfferPage
from tests.forms import forms_of

WHY = "Le tarif a changé en janvier."


def ask(**said: Any) -> Proposal:
    """An open proposal on an offer, told as the service takes it."""
    return services.propose(**{"target_kind": Proposal.Target.OFFER, "summary": WHY, **said})


def propose(offer: OfferPage, author: User, *, summary: str = WHY, **changes: Any) -> Proposal:
    """An open proposal; by default of another fee."""
    changes = changes or {"fee_detail": "6 € par jour"}
    return ask(author=author, target=offer, changes=changes, summary=summary)


def form_data(response: Any, number: int = 0) -> dict[str, Any]:
    """What a browser without JavaScript would send for a form of the page, untouched."""
    return forms_of(response)[number].data

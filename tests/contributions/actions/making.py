"""Proposals of whole pages, and their acceptance as in life."""

from typing import Any

from accounts.models import User
from contributions.models import Proposal
from contributions.previews import preview
from moderation.deciding.services import SeenVersion, accept_proposal
from moderation.models import Decision
from offers.models import OfferPage, Structure
from tests.contributions.making import ask


def ask_of(target: Any, author: User, action: str, **changes: Any) -> Proposal:
    """An open proposal of an act on an offer or a structure."""
    kind = "structure" if isinstance(target, Structure) else "offer"
    return ask(author=author, target_kind=kind, target=target, action=action, changes=changes)


def accept(proposal: Proposal, moderator: User) -> Decision:
    proposal.refresh_from_db()
    seen = SeenVersion(proposal.version, preview(proposal).preview_hash)
    return accept_proposal(proposal=proposal, moderator=moderator, seen=seen)


def now(target: Any) -> Any:
    """The row as it is in the database."""
    return type(target).objects.get(pk=target.pk)


def page(client: Any, target: Any) -> Any:
    """What a visitor gets at its address."""
    if isinstance(target, OfferPage):
        return client.get(target.public.get_absolute_url())
    return client.get(target.get_absolute_url())

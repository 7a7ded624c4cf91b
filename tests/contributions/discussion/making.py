"""Discussions held as in life."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from contributions.discussion.places import Place, at_page
from contributions.discussion.services import open_thread
from contributions.models import Post, Proposal, Thread
from moderation.trust.services import recount
from offers.models import OfferPage
from tests.contributions.making import propose

SUBJECT = "Est-ce ouvert le samedi ?"
BODY = "Une personne s'est déplacée pour rien."


def place_at(offer: OfferPage) -> Place:
    """The discussion of the offer as it is now."""
    return at_page(OfferPage.objects.get(pk=offer.pk))


def start(offer: OfferPage, author: User, **said: Any) -> Thread:
    said = {"subject": SUBJECT, "body": BODY, **said}
    return open_thread(author=author, place=place_at(offer), **said)


def opening(thread: Thread) -> Post:
    return thread.posts.get(is_opening=True)


def make_trusted(user: User, offer: OfferPage) -> None:
    """Three accepted proposals, and an account of a month, counted."""
    user.date_joined = timezone.now() - timedelta(days=30)
    user.save(update_fields=["date_joined"])
    for number in range(3):
        proposal = propose(offer, user, fee_detail=f"{number + 20} € la semaine")
        proposal.state, proposal.decided_at = Proposal.State.APPLIED, timezone.now()
        proposal.save(update_fields=["state", "decided_at"])
    recount(user=user, territory=offer.home_territory)

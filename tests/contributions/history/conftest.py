"""A page with a past, and what the tests of its history ask again and again."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from contributions.history.kinds import Kept, kept_in
from contributions.history.plans import Verb
from contributions.history.services import Reverted, revert
from offers.models import OfferPage
from offers.publishing import publish_one

WHY = "C'était plus juste avant, vérifié au téléphone."


@pytest.fixture
def kept() -> Kept:
    return kept_in("offres")


def url(target: Any, view: str = "history", *args: Any, family: str = "offres") -> str:
    return reverse(f"contributions:{view}", args=[family, target.public_id, *args])


def change(offer: OfferPage, author: User | None, **fields: Any) -> int:
    """A change that goes live; its version."""
    why = fields.pop("why", "")
    return int(publish_one(offer=offer, fields=fields, author=author, summary=why).pk)


def take_back(
    offer: Any, number: int, *, by: User, verb: Verb = Verb.UNDO, family: str = "offres"
) -> Reverted:
    kept = kept_in(family)
    target = kept.kind.find(offer.public_id)
    seen = kept.log.latest(target) or 0
    return revert(kept=kept, target=target, verb=verb, number=number, seen=seen, by=by, summary=WHY)


def live(offer: OfferPage) -> OfferPage:
    return OfferPage.objects.get(pk=offer.pk)

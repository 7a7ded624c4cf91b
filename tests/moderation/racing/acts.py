"""Acts on what is shown when they are made ready, done later."""

from functools import partial
from typing import Any

from accounts.models import User
from contributions.models import Proposal
from moderation.deciding.services import (
    Refusal,
    SeenVersion,
    accept_in_part,
    accept_proposal,
    ask_for_change,
    edit_and_accept,
    refuse_proposal,
)
from offers.models import OfferPage
from tests.at_once import Act


def accepting(proposal: Proposal, by: User) -> Act:
    seen = SeenVersion.of(proposal)
    return partial(accept_proposal, proposal=proposal, moderator=by, seen=seen)


def editing(proposal: Proposal, by: User, **changes: Any) -> Act:
    seen = SeenVersion.of(proposal)
    return partial(edit_and_accept, proposal=proposal, moderator=by, seen=seen, changes=changes)


def parting(proposal: Proposal, by: User, *paths: str, refusal: Refusal | None = None) -> Act:
    said = {"seen": SeenVersion.of(proposal), "paths": paths, "refusal": refusal}
    return partial(accept_in_part, proposal=proposal, moderator=by, **said)


def refusing(proposal: Proposal, by: User) -> Act:
    said = {"version": proposal.version, "reason": "outdated"}
    return partial(refuse_proposal, proposal=proposal, moderator=by, **said)


def asking(proposal: Proposal, by: User) -> Act:
    said = {"version": proposal.version, "message": "Précisez."}
    return partial(ask_for_change, proposal=proposal, moderator=by, **said)


def title_of(offer: OfferPage) -> str:
    return str(OfferPage.objects.get(pk=offer.pk).title)

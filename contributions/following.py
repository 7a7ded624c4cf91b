"""What followers of an offer hear of proposals: that one waits, never what it says."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from contributions.models import Proposal
from notifications.happenings import Event, happened
from notifications.models import Happening
from notifications.watchables import register_act

OPENED = "proposal.opened"


def tell_followers(sender: type[Proposal], proposal: Proposal, **signal: Any) -> None:
    """Of `proposal_opened`, inside its transaction."""
    if proposal.offer is None:
        return
    page = ("offer", proposal.offer.public_id)
    params = {"proposal": str(proposal.uuid)}
    happened([Event(OPENED, page, frozenset({page}), params)], by=(proposal.author_id,))


def still_open(happenings: Collection[Happening]) -> set[int]:
    """Those whose proposal still waits: nothing is said of one that was withdrawn or refused."""
    by_proposal = {happening.params["proposal"]: happening.pk for happening in happenings}
    waiting = Proposal.objects.open().filter(uuid__in=by_proposal)
    return {by_proposal[str(uuid)] for uuid in waiting.values_list("uuid", flat=True)}


def register() -> None:
    register_act(
        OPENED,
        say=lambda _params: _("a proposed change waits for an animator"),
        still=still_open,
    )

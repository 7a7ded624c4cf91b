"""Hints: something changed, look again. Sent after commit, lost without harm, never trusted."""

from functools import partial

from django.db import transaction

from contributions.models import Proposal
from moderation.live import carrier
from moderation.live.messages import Hint, What, digest_of
from territories.models import Territory


def proposal_changed(proposal: Proposal) -> None:
    _tell(Hint(What.ITEM, proposal=proposal.pk))


def proposal_decided(proposal_id: int) -> None:
    _tell(Hint(What.DECISION, proposal=proposal_id))


def claim_changed(proposal_id: int) -> None:
    _tell(Hint(What.CLAIM, proposal=proposal_id))


def queue_changed(territory: Territory | None = None) -> None:
    """Of a territory; of all of them when none is named. For what comes in numbers."""
    _tell(Hint(What.QUEUE, territory=territory.pk if territory else 0))


def person_changed(user_id: int) -> None:
    """What they may do, or whether they are there at all."""
    _tell(Hint(What.PERSON, person=user_id))


def session_ended(session_key: str) -> None:
    _tell(Hint(What.SESSION, session=digest_of(session_key)))


def _tell(hint: Hint) -> None:
    transaction.on_commit(partial(carrier.post, hint))

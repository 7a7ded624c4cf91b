"""The acts of animators on proposals, by name."""

from moderation.deciding.accepting import accept_proposal
from moderation.deciding.answers import Refusal
from moderation.deciding.batches import (
    Item,
    Outcome,
    Result,
    accept_batch,
    ask_batch,
    refuse_batch,
    skip_batch,
)
from moderation.deciding.editing import edit_and_accept
from moderation.deciding.escalating import escalate_proposal
from moderation.deciding.joining import join_proposals
from moderation.deciding.leaving import recuse, skip_proposal
from moderation.deciding.parting import Parted, accept_in_part
from moderation.deciding.refusing import ask_for_change, refuse_proposal
from moderation.deciding.seeing import SeenVersion
from moderation.deciding.turning import turn_into_edit
from moderation.deciding.undoing import (
    undo_agreement,
    undo_aside,
    undo_decision,
    undo_escalation,
)

__all__ = [
    "Item",
    "Outcome",
    "Parted",
    "Refusal",
    "Result",
    "SeenVersion",
    "accept_batch",
    "accept_in_part",
    "accept_proposal",
    "ask_batch",
    "ask_for_change",
    "edit_and_accept",
    "escalate_proposal",
    "join_proposals",
    "recuse",
    "refuse_batch",
    "refuse_proposal",
    "skip_batch",
    "skip_proposal",
    "turn_into_edit",
    "undo_agreement",
    "undo_aside",
    "undo_decision",
    "undo_escalation",
]

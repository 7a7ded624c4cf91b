from moderation.models.blocks import Block
from moderation.models.decisions import Decision
from moderation.models.flags import Flag, HiddenProposal
from moderation.models.limits import Pace
from moderation.models.protection import Protection
from moderation.models.trust import Reversal, Trust, TrustChange

__all__ = [
    "Block",
    "Decision",
    "Flag",
    "HiddenProposal",
    "Pace",
    "Protection",
    "Reversal",
    "Trust",
    "TrustChange",
]

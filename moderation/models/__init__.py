from moderation.models.appeals import Appeal
from moderation.models.blocks import Block
from moderation.models.checks import CheckHit, CheckSetting, SpamSign
from moderation.models.claims import Claim
from moderation.models.decisions import Decision
from moderation.models.erasing import HiddenPlace, Hiding, Redaction
from moderation.models.flags import Flag, HiddenProposal
from moderation.models.limits import Pace
from moderation.models.protection import Protection
from moderation.models.standing_back import Agreement, Aside, Escalation
from moderation.models.trust import Reversal, Trust, TrustChange

__all__ = [
    "Agreement",
    "Appeal",
    "Aside",
    "Block",
    "CheckHit",
    "CheckSetting",
    "Claim",
    "Decision",
    "Escalation",
    "Flag",
    "HiddenPlace",
    "HiddenProposal",
    "Hiding",
    "Pace",
    "Protection",
    "Redaction",
    "Reversal",
    "SpamSign",
    "Trust",
    "TrustChange",
]

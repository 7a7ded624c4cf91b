from moderation.models.checks import CheckHit, CheckSetting, SpamSign
from moderation.models.claims import Claim
from moderation.models.decisions import Decision
from moderation.models.standing_back import Agreement, Aside, Escalation

__all__ = [
    "Agreement",
    "Aside",
    "CheckHit",
    "CheckSetting",
    "Claim",
    "Decision",
    "Escalation",
    "SpamSign",
]

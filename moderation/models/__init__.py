from moderation.models.checks import CheckHit, CheckSetting, SpamSign
from moderation.models.decisions import Decision

__all__ = ["CheckHit", "CheckSetting", "Decision", "SpamSign"]

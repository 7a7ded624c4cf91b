from moderation.models.appeals import Appeal
from moderation.models.decisions import Decision
from moderation.models.standing_back import Agreement, Aside, Escalation

__all__ = ["Agreement", "Appeal", "Aside", "Decision", "Escalation"]

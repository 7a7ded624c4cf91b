from moderation.models.appeals import Appeal
from moderation.models.decisions import Decision

__all__ = ["Appeal", "Decision"]

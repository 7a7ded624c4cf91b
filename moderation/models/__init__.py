from moderation.models.claims import Claim
from moderation.models.decisions import Decision

__all__ = ["Claim", "Decision"]

from moderation.models.decisions import Decision
from moderation.models.erasing import HiddenPlace, Hiding, Redaction

__all__ = ["Decision", "HiddenPlace", "Hiding", "Redaction"]

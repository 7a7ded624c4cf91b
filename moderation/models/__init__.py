from moderation.models.decisions import Decision

__all__ = ["Decision"]

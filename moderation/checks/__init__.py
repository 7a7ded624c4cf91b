"""What the site sees in a proposal before a person reads it: facts to look at, never a decision."""

from moderation.checks.checking import findings_of
from moderation.checks.findings import Finding, Level

__all__ = ["Finding", "Level", "findings_of"]

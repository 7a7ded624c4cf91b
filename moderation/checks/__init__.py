"""What the site sees in a proposal before a person reads it: facts to look at, never a decision."""

from moderation.checks.checking import findings_of, map_points_of
from moderation.checks.findings import Finding, Level
from moderation.checks.places import MapPoint

__all__ = ["Finding", "Level", "MapPoint", "findings_of", "map_points_of"]

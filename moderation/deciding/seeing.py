"""What a moderator had before their eyes when they decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from contributions.models import Proposal
from contributions.previews import preview
from moderation.errors import MissingVersion


@dataclass(frozen=True, slots=True)
class SeenVersion:
    """A version, and the hash of what it would publish."""

    version: int
    preview_hash: str = ""

    @classmethod
    def from_post(cls, data: Mapping[str, Any]) -> Self:
        """Raises MissingVersion when the form does not say which version was read."""
        try:
            return cls(int(data["version"]), str(data.get("preview_hash", "")))
        except (KeyError, ValueError):
            raise MissingVersion from None

    @classmethod
    def of(cls, proposal: Proposal) -> Self:
        """The proposal on the page as they are now."""
        return cls(proposal.version, preview(proposal).preview_hash)

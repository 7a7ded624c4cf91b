"""One line of the public history of a page, whatever keeps it: Wagtail's log or our own rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import public_name
from contributions.models import Proposal

Fields = dict[str, Any]


class Act(TextChoices):
    CREATED = "created", _("Page created")
    EDITED = "edited", _("Page changed")
    IMPORTED = "imported", _("Imported")
    UNDONE = "undone", _("Change undone")
    ROLLED_BACK = "rolled_back", _("Back to before the last changes")
    RESTORED = "restored", _("Old version restored")
    ARCHIVED = "archived", _("Taken off the site")
    RETURNED = "returned", _("Back on the site")
    MERGED = "merged", _("Merged with another page")
    MOVED = "moved", _("Given to another territory")
    PROTECTED = "protected", _("Protection of the address changed")
    TEXT_HIDDEN = "text_hidden", _("Text taken away")
    TEXT_SHOWN = "text_shown", _("Text put back")


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what, when and why; names are display names, never addresses.

    `version` is None for what left the fields as they were, or whose text is no longer kept;
    `writer` tells authors apart, also those without account; `of` is the version it takes back.
    """

    version: int | None
    at: datetime
    act: Act
    author: str
    writer: str
    accepted_by: str = ""
    summary: str = ""
    sources: tuple[Mapping[str, str], ...] = ()
    fields: tuple[str, ...] = ()
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """What a page was: its fields as far as the version knows them, by whom, and since when."""

    entry: Entry
    fields: Fields


class Log(Protocol):
    """Reads the history of one target, newest first, in a fixed number of queries a call."""

    def count(self, target: Any) -> int: ...

    def entries(self, target: Any, *, start: int = 0, size: int | None = None) -> list[Entry]:
        """Some lines, or all."""

    def version(self, target: Any, number: int) -> Version | None:
        """None when the target has no such version, or its text is no longer kept."""

    def before(self, target: Any, number: int) -> Version | None:
        """The version that this one replaced."""

    def latest(self, target: Any) -> int | None:
        """The version that the live row shows."""


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """Display names of those who still have an account (one query)."""
    wanted = {one for one in ids if one}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "display_name"))


def name_in(names: Mapping[int, str], user_id: int | None) -> str:
    """An erased account leaves only the fact that it was someone."""
    return names.get(user_id or 0) or public_name(None)


ACTS_OF_PROPOSALS: dict[str, Act] = {
    Proposal.Action.EDIT: Act.EDITED,
    Proposal.Action.CREATE: Act.CREATED,
    Proposal.Action.ARCHIVE: Act.ARCHIVED,
    Proposal.Action.RESTORE: Act.RETURNED,
    Proposal.Action.MERGE: Act.MERGED,
    Proposal.Action.MOVE: Act.MOVED,
    Proposal.Action.REVERT: Act.UNDONE,
}

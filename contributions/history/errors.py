"""Why a page does not go back to what it was."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from contributions.merge import Conflict


class CannotRevert(Exception):
    """Nothing was done; the sentence says why, for the person who asked."""


class NothingBefore(CannotRevert):
    def __str__(self) -> str:
        return _("This is the first version of the page: there is nothing before it to go back to.")


class AlreadyUndone(CannotRevert):
    def __str__(self) -> str:
        return _("This is already undone: the page says nothing of that change any more.")


class AlreadyThere(CannotRevert):
    def __str__(self) -> str:
        return _("The page already says exactly this.")


class SomeoneOnTop(CannotRevert):
    def __str__(self) -> str:
        return _(
            "Somebody else changed the page since. Undo the changes you disagree with one by one."
        )


class OnlyAuthor(CannotRevert):
    def __str__(self) -> str:
        return _("Only one person ever wrote this page: there is nothing before to go back to.")


class TakenOut(CannotRevert):
    """Text was taken out of the history for good; `fields` are labels."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(fields)
        self.fields = fields

    def __str__(self) -> str:
        names = ", ".join(self.fields)
        return _("This version holds text that was taken away for good, in: %(fields)s.") % {
            "fields": names
        }


class OnlyProtected(CannotRevert):
    def __str__(self) -> str:
        return _("This is about protected information: only those who keep the page change it.")


class RevertConflict(CannotRevert):
    """Later changes stand in the same place; `conflicts` says where."""

    def __init__(self, conflicts: list[Conflict]) -> None:
        super().__init__(conflicts)
        self.conflicts = conflicts

    def __str__(self) -> str:
        return _("Later changes stand in the same place: this cannot be undone as it is.")

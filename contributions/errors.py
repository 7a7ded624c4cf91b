"""Why a proposal cannot be made, or cannot be decided as it was shown."""

from django.utils.translation import gettext as _

from contributions.merge import Conflict


class NoChange(Exception):
    """What is proposed is what the page says already."""

    def __str__(self) -> str:
        return _("Nothing changes: what you propose is already on the page.")


class TwinProposal(Exception):
    """The same person asks for the same again while the first still waits."""

    def __str__(self) -> str:
        return _("You already proposed exactly this, and it is still waiting for an animator.")


class MovedMeanwhile(Exception):
    """The page changed in the same place since the person read it; `conflicts` says where."""

    def __init__(self, conflicts: list[Conflict]) -> None:
        super().__init__(conflicts)
        self.conflicts = conflicts

    def __str__(self) -> str:
        return _("Someone changed the same place of this page while you were writing.")


class StaleVersion(Exception):
    """The proposal or the page is not what the reviewer saw: they must look again."""

    def __str__(self) -> str:
        return _("This changed since you opened it. Nothing was done: look at it again below.")


class NotNow(Exception):
    """The proposal is open, but this is not what it waits for."""

    def __str__(self) -> str:
        return _("This cannot be done with the proposal as it stands. Nothing was done.")


class ClosedProposal(Exception):
    """Somebody already decided, or the author took it back."""

    def __str__(self) -> str:
        return _("This proposal is already closed. Nothing was done.")


class MovedOn(Exception):
    """What was decided cannot be taken back as if nothing had been: somebody built on it."""

    def __str__(self) -> str:
        return _("The page or the proposal moved on since: this cannot be undone any more.")

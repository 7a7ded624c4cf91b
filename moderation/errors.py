"""Why a decision is not taken."""

from django.utils.translation import gettext as _


class MissingVersion(Exception):
    """The form does not say which version was read."""

    def __str__(self) -> str:
        return _("The form was incomplete: read the proposal below, then decide again.")


class MissingReason(Exception):
    """A refusal without a reason its author can read."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ProposalInConflict(Exception):
    """It cannot go live as it stands; it was handed back to its author."""

    def __str__(self) -> str:
        return _("The page changed in the same place: the proposal was handed back to its author.")


class TooMany(Exception):
    """More at once than anybody reads."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most

    def __str__(self) -> str:
        return _("Decide on at most %(most)d at once.") % {"most": self.most}


class TooLate(Exception):
    """The decision can no longer be undone: people know, or the page moved on."""

    def __str__(self) -> str:
        return _("It is too late to undo this. Use the history of the page.")


class Refused(Exception):
    """What was asked cannot be done as it stands; `field` is the one to mend."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(field, message)
        self.field, self.message = field, message

    def __str__(self) -> str:
        return self.message

"""Why an appeal is not taken, or not settled."""

from django.utils.translation import gettext as _


class ClosedAppeal(Exception):
    """Somebody already answered, or its author took it back."""

    def __str__(self) -> str:
        return _("This appeal is already closed. Nothing was done.")


class Unsaid(Exception):
    """A text is missing, or too long to be read."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

"""Why something is not said, or not done, in a discussion."""

from django.utils.translation import gettext as _


class Unsaid(Exception):
    """The text cannot be kept as it stands; `field` is the one to mend."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message

    def __str__(self) -> str:
        return self.message


class SaidAlready(Exception):
    """The same person wrote the same words here a moment ago: a form sent twice."""

    def __str__(self) -> str:
        return _("You already wrote exactly this here: it was kept the first time.")


class TooMany(Exception):
    """More messages in a short while than one person writes."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most

    def __str__(self) -> str:
        return _(
            "You wrote %(most)d messages within an hour, which is the most there can be. "
            "Your text is still below: send it a little later."
        ) % {"most": self.most}


class ResolvedThread(Exception):
    """Nobody writes in a resolved discussion; it can be reopened."""

    def __str__(self) -> str:
        return _("This discussion is resolved. Reopen it to go on, or start another one.")

"""Why text is not taken away, nor put back."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class CannotTakeAway(Exception):
    """Nothing was done; the sentence says why, for the person who asked."""


class BadPassages(CannotTakeAway):
    """What was typed cannot be looked for; `message` says what to write instead."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message


class NothingFound(CannotTakeAway):
    def __str__(self) -> str:
        return _("This text stands nowhere here. Copy it from the page as it is written.")


class TooCommon(CannotTakeAway):
    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most

    def __str__(self) -> str:
        return ngettext(
            "This text stands in more than %(most)d place: it would take too much away. "
            "Write a longer passage.",
            "This text stands in more than %(most)d places: it would take too much away. "
            "Write a longer passage.",
            self.most,
        ) % {"most": self.most}


class StillThere(CannotTakeAway):
    """A store kept the text: the act is given up as a whole, and `tables` say where."""

    def __init__(self, tables: list[str]) -> None:
        super().__init__(tables)
        self.tables = tables

    def __str__(self) -> str:
        return _("The text could not be taken away everywhere. Nothing was done: tell the team.")


class CannotStand(CannotTakeAway):
    """A page on the site says the text where it must say something."""

    def __str__(self) -> str:
        return _("A page cannot stand without this text: change that page first.")


class KeyIsLost(CannotTakeAway):
    """What was taken away was sealed under a key that the site no longer has."""

    def __str__(self) -> str:
        return _("This text can no longer be read: the key it was sealed with is lost.")


class NotHidden(CannotTakeAway):
    def __str__(self) -> str:
        return _("This text is no longer hidden: it was put back, or erased for good.")


class NotOpen(CannotTakeAway):
    def __str__(self) -> str:
        return _("This request was answered already.")


class AskedAlready(CannotTakeAway):
    def __str__(self) -> str:
        return _("Its erasure is asked for already.")


class MissingWhy(CannotTakeAway):
    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message

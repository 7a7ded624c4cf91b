"""Why an act on claims and members was not done; the text is for the person."""

from django.utils.translation import gettext as _


class ClosedClaim(Exception):
    """The claim was decided, taken back or closed by time."""

    def __str__(self) -> str:
        return _("This request is already settled. Nothing was done.")


class NoProof(Exception):
    """The address or number does not prove anything for this person."""

    def __str__(self) -> str:
        return _(
            "This address or number cannot be used: choose one of those shown, or the third way."
        )


class WrongCode(Exception):
    """The code is not the one that was read out; `left` says how many tries are left."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left

    def __str__(self) -> str:
        if self.left:
            return _("This is not the code. Tries left: %(count)d.") % {"count": self.left}
        return _("This code cannot be used any more. The animator will read out another one.")


class TooMany(Exception):
    """More than one person sends in good faith."""

    def __str__(self) -> str:
        return _("You have sent many of these in a short while. Please try again tomorrow.")


class MissingText(Exception):
    """A sentence is asked for and was not written."""

    def __init__(self, shortest: int) -> None:
        super().__init__(shortest)
        self.shortest = shortest

    def __str__(self) -> str:
        return _("Explain in a few words (at least %(count)d characters).") % {
            "count": self.shortest
        }


class LastOwner(Exception):
    """The pages would be left with nobody to keep them."""

    def __str__(self) -> str:
        return _(
            "You are the last owner: name somebody to follow you, or say that nobody keeps these "
            "pages from now on."
        )


class ClosedInvitation(Exception):
    """It was accepted, taken back or replaced."""

    def __str__(self) -> str:
        return _("This invitation is no longer open. Ask for another one.")

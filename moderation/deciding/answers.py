"""The words of an answer: the reason, a canned message, what the animator wrote."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from moderation.errors import MissingReason
from moderation.models import Decision

LONGEST_MESSAGE = 1000


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is refused: a `Decision.Reason`, and words its author reads."""

    reason: str
    message: str = ""

    def checked(self) -> "Refusal":
        """With a readable message. Raises MissingReason when the reason is none of ours, or says
        too little."""
        text = readable(self.message)
        if self.reason not in Decision.Reason.values:
            raise MissingReason(_("Choose the reason that the author will read."))
        if self.reason == Decision.Reason.OTHER and not text:
            raise MissingReason(_("Explain this other reason in a few words."))
        return Refusal(self.reason, text)


def readable(message: str) -> str:
    """Clean, and not too long to be read. Raises MissingReason."""
    text = message.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > LONGEST_MESSAGE:
        limit = _("Write at most %(most)d characters: there are %(count)d now.")
        raise MissingReason(limit % {"most": LONGEST_MESSAGE, "count": len(text)})
    return text


def needed(message: str, *, otherwise: str) -> str:
    """A readable message that says something. Raises MissingReason, which says `otherwise`."""
    text = readable(message)
    if not text:
        raise MissingReason(otherwise)
    return text

"""The named checks: what each looks for, what it may do, and what the author reads."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise

from accounts.models import User
from moderation.checks.reading import Reading
from moderation.models import CheckSetting

Effect = CheckSetting.Effect
# Of what is sent, only as much is read: no text can keep a page waiting.
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody sends; `author` is None for a visitor who reports."""

    reading: Reading
    author: User | None


class Words(NamedTuple):
    """A message or a summary, and whether the page it is about has a protected address."""

    text: str
    is_protected: bool


class Hit(NamedTuple):
    """Where a check fired, and on what."""

    path: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NamedCheck:
    """`reason` ends the sentence « to read carefully because … »; `refusal` tells the author what
    to mend; `reads` judges a message or a summary alone; `may` are the effects it can have."""

    code: str
    label: str | Promise
    explains: str | Promise
    reason: str | Promise
    refusal: str | Promise
    find: Callable[[Said], Hit | None]
    reads: Callable[[Words], bool] | None = None
    may: tuple[Effect, ...] = (Effect.OFF, Effect.TAG, Effect.HOLD, Effect.REFUSE)

    @property
    def reason_code(self) -> str:
        """Its name among the reasons of a risk."""
        return f"check_{self.code}"


_checks: dict[str, NamedCheck] = {}


def register(check: NamedCheck) -> NamedCheck:
    if check.code in _checks:
        raise ValueError(f"The check {check.code} is registered already.")
    _checks[check.code] = check
    return check


def named_checks() -> Iterable[NamedCheck]:
    return _checks.values()


def find_check(code: str) -> NamedCheck | None:
    return _checks.get(code)

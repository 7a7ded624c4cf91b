"""What upper apps look for in the words that people send, before they are kept."""

from collections.abc import Callable
from typing import Protocol

from accounts.models import User
from contributions.actions.registry import Request
from offers.models.structures import AddressVisibility
from offers.validation import InvalidFields

# Gives the request back, riskier perhaps. Raises InvalidFields with what the author should mend.
Screen = Callable[[Request, User | None], Request]


class WordScreen(Protocol):
    """Says what is to be mended in words that are read at once, "" when nothing is."""

    def __call__(self, words: str, *, is_protected: bool) -> str: ...


_screens: list[Screen] = []
_word_screens: list[WordScreen] = []


def register_screen(screen: Screen) -> None:
    if screen not in _screens:
        _screens.append(screen)


def register_word_screen(screen: WordScreen) -> None:
    if screen not in _word_screens:
        _word_screens.append(screen)


def screened(request: Request, author: User | None) -> Request:
    """The request as every screen leaves it. Raises InvalidFields."""
    for screen in _screens:
        request = screen(request, author)
    return request


def refusal_of(words: str, *, is_protected: bool) -> str:
    """What to mend in a message or a summary, which no animator reads before the others do."""
    return next(
        filter(None, (screen(words, is_protected=is_protected) for screen in _word_screens)), ""
    )


def require_fit(summary: str, request: Request) -> None:
    """Raises InvalidFields when the summary, which the history shows, cannot stand there."""
    if refusal := refusal_of(summary, is_protected=_is_protected(request)):
        raise InvalidFields({"proposal_summary": [refusal]})


def _is_protected(request: Request) -> bool:
    """Whether the page keeps where it is to itself, or will from its first day on."""
    if request.target is None:
        return "hidden_address" in request.risk.reasons
    return bool(request.kind.address(request.target) != AddressVisibility.PUBLIC)

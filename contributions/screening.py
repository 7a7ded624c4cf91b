"""What upper apps look for in the words that people send, before they are kept."""

from collections.abc import Callable

from accounts.models import User
from contributions.actions.registry import Request

# Gives the request back, riskier perhaps. Raises InvalidFields with what the author should mend.
Screen = Callable[[Request, User | None], Request]

_screens: list[Screen] = []


def register_screen(screen: Screen) -> None:
    if screen not in _screens:
        _screens.append(screen)


def screened(request: Request, author: User | None) -> Request:
    """The request as every screen leaves it. Raises InvalidFields."""
    for screen in _screens:
        request = screen(request, author)
    return request

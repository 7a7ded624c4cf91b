"""Who is called by name in a message: only people who took part, or who keep the page."""

from django.db.models import Q

from accounts.models import User
from contributions.discussion.places import Place
from contributions.models import Post, Proposal, Thread

_SIGN = "@"


def participants(thread: Thread, place: Place) -> list[User]:
    """Who wrote something that is still shown; the author of the proposal that is discussed."""
    wrote = Post.objects.shown().filter(thread=thread, author__isnull=False)
    people = Q(pk__in=wrote.values("author"))
    if isinstance(place.target, Proposal) and place.target.author_id is not None:
        people |= Q(pk=place.target.author_id)
    return list(User.objects.filter(people, is_active=True).order_by("pk"))


def mentionable(thread: Thread, place: Place) -> list[User]:
    """The participants and the keepers of the page: nobody else is looked for."""
    keepers = User.objects.filter(memberships__structure=place.structure_id, is_active=True)
    found = {user.pk: user for user in participants(thread, place)}
    if place.structure_id is not None:
        found |= {user.pk: user for user in keepers}
    return list(found.values())


def mentioned(text: str, people: list[User]) -> list[User]:
    """Those whose name follows an @, the longest names read first, whatever the case."""
    left = text.casefold()
    found: list[User] = []
    for name in sorted({user.display_name for user in people}, key=len, reverse=True):
        called = _SIGN + name.casefold()
        if _is_called(called, left):
            found += [user for user in people if user.display_name == name]
            left = left.replace(called, " ")
    return found


def _is_called(called: str, text: str) -> bool:
    at = text.find(called)
    while at >= 0:
        after = text[at + len(called) : at + len(called) + 1]
        if not after.isalnum():
            return True
        at = text.find(called, at + 1)
    return False

"""Whether the keys of the desk answer: one choice a person, that of Wagtail's own profile."""

from wagtail.users.models import UserProfile

from accounts.kept_query import KeptQuery
from accounts.models import User


def has_shortcuts(user: User) -> bool:
    """They do until the person says otherwise (WCAG 2.1.4)."""
    return _chosen.one(user=user.pk) is not False


_chosen = KeptQuery(
    lambda slot: UserProfile.objects.filter(user=slot("user")).values_list(
        "keyboard_shortcuts", flat=True
    )
)


def set_shortcuts(*, user: User, are_on: bool) -> None:
    UserProfile.objects.update_or_create(user=user, defaults={"keyboard_shortcuts": are_on})

"""Whether the keys of the desk answer: one choice a person, that of Wagtail's own profile."""

from wagtail.users.models import UserProfile

from accounts.models import User


def has_shortcuts(user: User) -> bool:
    """They do until the person says otherwise (WCAG 2.1.4)."""
    chosen = UserProfile.objects.filter(user=user).values_list("keyboard_shortcuts", flat=True)
    return next(iter(chosen), True)


def set_shortcuts(*, user: User, are_on: bool) -> None:
    UserProfile.objects.update_or_create(user=user, defaults={"keyboard_shortcuts": are_on})

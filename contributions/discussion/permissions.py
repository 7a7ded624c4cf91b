from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from contributions.discussion.places import Place
from contributions.models import Post, Thread
from contributions.permissions import can_see_content, keeps, oversees

EDITABLE_FOR = timedelta(minutes=15)

Person = User | AnonymousUser


def can_read_discussion(user: Person, place: Place) -> Verdict:
    """What is said about a page is for everybody as long as the page is on the site; what is said
    about a proposal is for those who may read the proposal.
    """
    if place.kind == Thread.Target.PROPOSAL:
        if not user.is_authenticated:
            return Denied(_("Sign in to read this discussion."))
        return can_see_content(user, place.target)
    if not place.is_live:
        return Denied(_("This page is no longer on the site: its discussion is closed."))
    return Allowed()


def can_write(user: Person, place: Place) -> Verdict:
    """Anyone with an active account writes where they may read."""
    if not user.is_authenticated or not user.is_active:
        return Denied(_("Sign in to write in this discussion."))
    return can_read_discussion(user, place)


def can_edit_post(user: Person, post: Post, *, at: datetime | None = None) -> Verdict:
    """Authors mend their own message within a quarter of an hour, as long as nobody hid it."""
    if not user.is_authenticated or not user.is_active or post.author_id != user.pk:
        return Denied(_("Only its author can change a message."))
    if post.is_hidden:
        return Denied(_("This message is hidden: it cannot be changed."))
    if (at or timezone.now()) > post.at + EDITABLE_FOR:
        return Denied(_("A message can be changed within 15 minutes. Write another one below it."))
    return Allowed()


def can_resolve(user: Person, thread: Thread, place: Place) -> Verdict:
    """Who started it, who keeps the page, and the animators of its territory say that a discussion
    is resolved.
    """
    return _can_settle(user, thread, place)


def can_reopen(user: Person, thread: Thread, place: Place) -> Verdict:
    """Whoever could say that it is resolved may say that it is not."""
    return _can_settle(user, thread, place)


def can_hide(user: Person, place: Place) -> Verdict:
    """The animators of the page's territory hide a message, and show it again."""
    if user.is_authenticated and user.is_active and oversees(user, place.territory):
        return Allowed()
    return Denied(_("Only the animators of this territory hide or show a message."))


def _can_settle(user: Person, thread: Thread, place: Place) -> Verdict:
    written = can_write(user, place)
    if not written or not isinstance(user, User):
        return written
    if thread.posts.filter(is_opening=True, author=user).exists():
        return Allowed()
    if place.structure_id is not None and keeps(user, place.structure_id):
        return Allowed()
    if oversees(user, place.territory):
        return Allowed()
    return Denied(
        _("Only who started it, who keeps the page and the animators of the territory do this.")
    )

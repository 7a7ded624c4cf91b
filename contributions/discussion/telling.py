"""What people are told of a discussion, and how it is taken back when a message is hidden."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from contributions.discussion.mentions import mentionable, mentioned, participants
from contributions.discussion.permissions import can_read_discussion
from contributions.discussion.places import Place
from contributions.models import Post, Thread
from notifications.models import Notice
from notifications.services import notify, retract

MENTION, REPLY, HIDDEN = "discussion_mention", "discussion_reply", "discussion_hidden"
KINDS = (MENTION, REPLY, HIDDEN)


def tell_of(post: Post, place: Place) -> None:
    """Those it names, then those who took part: these once, until they read the discussion.

    Nobody is told of their own words, nor of what they may not read.
    """
    thread = post.thread
    named = mentioned(post.body, mentionable(thread, place))
    for user in _told(named, post, place):
        _notify(user, MENTION, post, place)
    others = [user for user in participants(thread, place) if user not in named]
    waiting = _still_unread(thread)
    for user in _told(others, post, place):
        if user.pk not in waiting:
            _notify(user, REPLY, post, place)


def untell(post: Post, place: Place) -> None:
    """Take back every notice that leads to a hidden message, mailed or not. Whoever was told of it
    is told of what was said after it instead.
    """
    lost = _notices_of(post)
    people = [notice.recipient for notice in lost if notice.kind == REPLY]
    for notice in lost:
        retract(key=notice.key)
    later = Post.objects.shown().filter(thread=post.thread, at__gt=post.at)
    if post.is_opening:
        return
    for user in people:
        following = later.exclude(author=user).first()
        if following is not None and _told([user], following, place):
            _notify(user, REPLY, following, place)


def tell_its_author(post: Post, place: Place) -> None:
    """Why it was hidden: a decision on what somebody wrote is never kept from them."""
    author = post.author
    if author is None or author.pk == post.hidden_by_id:
        return
    with override(author.language):
        notify(
            recipient=author,
            kind=HIDDEN,
            key=_hidden_key(post),
            path=reverse("accounts:data"),
            params={
                "title": place.title,
                "reason": str(post.get_hidden_reason_display()),
                "by_reports": not post.hidden_by_label,
                "post": str(post.uuid),
            },
        )


def untell_its_author(post: Post) -> None:
    retract(key=_hidden_key(post))


def thread_prefixes(thread: Thread) -> list[str]:
    """How the keys of all notices of a thread begin."""
    return [f"{kind}:{thread.uuid}:" for kind in (MENTION, REPLY)]


def _hidden_key(post: Post) -> str:
    return f"{HIDDEN}:{post.uuid}"


def _told(people: Iterable[User], post: Post, place: Place) -> list[User]:
    return [
        user for user in people if user.pk != post.author_id and can_read_discussion(user, place)
    ]


def _notify(user: User, kind: str, post: Post, place: Place) -> None:
    with override(user.language):
        path = post.get_absolute_url()
    params: dict[str, Any] = {"title": place.title, "subject": post.thread.subject}
    notify(
        recipient=user,
        kind=kind,
        key=f"{kind}:{post.thread.uuid}:{post.pk}:{user.pk}",
        path=path,
        params=params,
    )


def _still_unread(thread: Thread) -> set[int]:
    unread = Notice.objects.unread().filter(key__startswith=f"{REPLY}:{thread.uuid}:")
    return set(unread.values_list("recipient", flat=True))


def _notices_of(post: Post) -> list[Notice]:
    """With the opening message the whole thread goes."""
    tail = "" if post.is_opening else f"{post.pk}:"
    return [
        notice
        for prefix in thread_prefixes(post.thread)
        for notice in Notice.objects.select_related("recipient").filter(
            key__startswith=f"{prefix}{tail}"
        )
    ]

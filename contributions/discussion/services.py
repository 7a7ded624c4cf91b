"""Opening a discussion, answering, mending, resolving, hiding: each one act, all or nothing."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.privacy import public_name
from contributions.discussion.errors import ResolvedThread, SaidAlready, TooMany, Unsaid
from contributions.discussion.permissions import (
    can_edit_post,
    can_hide,
    can_reopen,
    can_resolve,
    can_write,
)
from contributions.discussion.places import Place, place_of
from contributions.discussion.saying import clean_body, clean_field, clean_subject
from contributions.discussion.telling import (
    tell_its_author,
    tell_of,
    untell,
    untell_its_author,
)
from contributions.discussion.trust import is_trusted
from contributions.gate import Act, Verb, begin, may_begin
from contributions.models import Post, Thread
from journal.audit import record

HOUR = timedelta(hours=1)
MOST_AN_HOUR = 30
MOST_AN_HOUR_AT_FIRST = 10


@transaction.atomic
def open_thread(*, author: User, place: Place, subject: str, body: str, field: str = "") -> Thread:
    """Start a discussion with its first message.

    Raises Unsaid, SaidAlready, TooMany, or PermissionDenied with the reason.
    """
    can_write(author, place).or_raise()
    title, text = clean_subject(subject, place), clean_body(body, place)
    about = clean_field(field, place)
    now = timezone.now()
    _require_measure(author, place, now)
    same = Post.objects.filter(author=author, is_opening=True, body=text).since(now - HOUR)
    if same.filter(**{f"thread__{place.kind}": place.target}).exists():
        raise SaidAlready
    thread = Thread.objects.create(
        target_kind=place.kind,
        subject=title,
        field=about,
        created_at=now,
        **{place.kind: place.target},
    )
    _post(thread, place, author=author, text=text, at=now, is_opening=True)
    return thread


@transaction.atomic
def reply(*, author: User, thread: Thread, body: str) -> Post:
    """Answer in an open discussion.

    Raises ResolvedThread, Unsaid, SaidAlready, TooMany, or PermissionDenied with the reason.
    """
    place = place_of(thread)
    can_write(author, place).or_raise()
    text = clean_body(body, place)
    now = timezone.now()
    _require_measure(author, place, now)
    locked = _lock(thread)
    if not locked.is_open:
        raise ResolvedThread
    if locked.posts.filter(author=author, body=text).since(now - HOUR).exists():
        raise SaidAlready
    return _post(locked, place, author=author, text=text, at=now)


@transaction.atomic
def edit_post(*, author: User, post: Post, body: str) -> Post:
    """Mend one's own message. Raises Unsaid, or PermissionDenied with the reason."""
    thread = _lock(post.thread)
    place = place_of(thread)
    locked = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    now = timezone.now()
    can_write(author, place).or_raise()
    can_edit_post(author, locked, at=now).or_raise()
    may_begin(Act(Verb.DISCUSS, author, place.territory)).or_raise()
    text = clean_body(body, place)
    if text == locked.body:
        return locked
    locked.body, locked.edited_at, locked.thread = text, now, thread
    locked.save(update_fields=["body", "edited_at"])
    tell_of(locked, place)
    return locked


@transaction.atomic
def resolve(*, user: User, thread: Thread) -> Thread:
    """Say that it is settled; nothing happens twice. Raises PermissionDenied with the reason."""
    locked = _lock(thread)
    place = place_of(locked)
    can_resolve(user, locked, place).or_raise()
    if locked.is_open:
        may_begin(Act(Verb.DISCUSS, user, place.territory)).or_raise()
        locked.state, locked.resolved_at = Thread.State.RESOLVED, timezone.now()
        locked.resolved_by, locked.resolved_by_label = user, public_name(user)
        _save_state(locked, user, "discussion.resolved")
    return locked


@transaction.atomic
def reopen(*, user: User, thread: Thread) -> Thread:
    """Say that it is not settled after all. Raises PermissionDenied with the reason."""
    locked = _lock(thread)
    place = place_of(locked)
    can_reopen(user, locked, place).or_raise()
    if not locked.is_open:
        may_begin(Act(Verb.DISCUSS, user, place.territory)).or_raise()
        locked.state, locked.resolved_at = Thread.State.OPEN, None
        locked.resolved_by, locked.resolved_by_label = None, ""
        _save_state(locked, user, "discussion.reopened")
    return locked


@transaction.atomic
def hide(*, moderator: User, post: Post, reason: str) -> Post:
    """Take a message off every page, list, count and mail, and tell its author why.

    Hiding the first message hides the discussion. Raises Unsaid when the reason is none of ours,
    or PermissionDenied.
    """
    locked, place = _to_moderate(moderator, post)
    if reason not in Post.Reason.values:
        raise Unsaid("reason", _("Choose the reason that its author will read."))
    if locked.is_hidden and locked.hidden_by_label:
        return locked
    locked.hidden_at, locked.hidden_reason = timezone.now(), reason
    locked.hidden_by, locked.hidden_by_label = moderator, public_name(moderator)
    _save_hiding(locked, place, moderator, "discussion.hidden", {"reason": reason})
    untell(locked, place)
    tell_its_author(locked, place)
    return locked


@transaction.atomic
def hide_meanwhile(*, post: Post, reason: str) -> Post:
    """Take a message off until an animator has read it, because enough people reported it."""
    thread = _lock(post.thread)
    place = place_of(thread)
    locked = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    locked.thread = thread
    if locked.is_hidden:
        return locked
    locked.hidden_at, locked.hidden_reason = timezone.now(), reason
    locked.hidden_by, locked.hidden_by_label = None, ""
    _save_hiding(locked, place, None, "discussion.hidden", {"reason": reason, "by_reports": True})
    untell(locked, place)
    tell_its_author(locked, place)
    return locked


@transaction.atomic
def unhide(*, moderator: User, post: Post) -> Post:
    """Put a hidden message back where it was. Raises PermissionDenied with the reason."""
    locked, place = _to_moderate(moderator, post)
    if not locked.is_hidden:
        return locked
    locked.hidden_at, locked.hidden_reason = None, ""
    locked.hidden_by, locked.hidden_by_label = None, ""
    _save_hiding(locked, place, moderator, "discussion.shown", {})
    untell_its_author(locked)
    tell_of(locked, place)
    return locked


def _lock(thread: Thread) -> Thread:
    return Thread.objects.select_for_update(of=("self",)).get(pk=thread.pk)


def _to_moderate(moderator: User, post: Post) -> tuple[Post, Place]:
    thread = _lock(post.thread)
    place = place_of(thread)
    can_hide(moderator, place).or_raise()
    locked = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    locked.thread = thread
    return locked, place


def _require_measure(author: User, place: Place, now: datetime) -> None:
    """Count what the person wrote within the hour, one act of theirs at a time."""
    begin(Act(Verb.DISCUSS, author, place.territory))
    User.objects.select_for_update(of=("self",)).get(pk=author.pk)
    written = Post.objects.filter(author=author).since(now - HOUR).count()
    if written < MOST_AN_HOUR_AT_FIRST:
        return
    most = MOST_AN_HOUR if is_trusted(author) else MOST_AN_HOUR_AT_FIRST
    if written >= most:
        raise TooMany(most)


def _post(
    thread: Thread,
    place: Place,
    *,
    author: User,
    text: str,
    at: datetime,
    is_opening: bool = False,
) -> Post:
    post = Post.objects.create(
        thread=thread,
        author=author,
        author_label=author.display_name,
        body=text,
        at=at,
        is_opening=is_opening,
    )
    tell_of(post, place)
    return post


def _save_state(thread: Thread, user: User, action: str) -> None:
    """Settling what somebody else started leaves a line in the audit trail."""
    thread.save(update_fields=["state", "resolved_at", "resolved_by", "resolved_by_label"])
    if not thread.posts.filter(is_opening=True, author=user).exists():
        record(actor=user, action=action, subject=thread, territory=place_of(thread).territory)


def _save_hiding(
    post: Post, place: Place, moderator: User | None, action: str, data: dict[str, str | bool]
) -> None:
    post.save(update_fields=["hidden_at", "hidden_reason", "hidden_by", "hidden_by_label"])
    record(actor=moderator, action=action, subject=post, territory=place.territory, data=data)

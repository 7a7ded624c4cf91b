"""What discussions hold on a person: their messages. The text stays, the name goes."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import public_name, register_eraser, register_exporter
from contributions.discussion.trust import is_trusted
from contributions.models import Post, Thread
from contributions.models.discussion import LONGEST_BODY


def export_posts(user: User) -> list[dict[str, Any]]:
    """All the person wrote, hidden or not: it is theirs."""
    return [
        {
            "discussion": post.thread.subject,
            "message": post.body,
            "at": post.at.isoformat(),
            "path": post.get_absolute_url(),
        }
        for post in Post.objects.filter(author=user).select_related("thread")
    ]


def forget_author(user: User) -> None:
    """Visitors go on reading what they read: whether the person was trusted is kept instead."""
    nobody = public_name(None)
    Post.objects.filter(author=user).update(
        was_trusted=is_trusted(user), author=None, author_label=nobody
    )
    Post.objects.filter(hidden_by=user).update(hidden_by=None, hidden_by_label=nobody)
    Thread.objects.filter(resolved_by=user).update(resolved_by=None, resolved_by_label=nobody)
    forget_calls(user, nobody)


def forget_calls(user: User, nobody: str) -> None:
    """Those who called them by name call nobody now; another of the same name is still called."""
    if User.objects.filter(display_name__iexact=user.display_name).exclude(pk=user.pk).exists():
        return
    called = re.compile(rf"@{re.escape(user.display_name)}(?!\w)", re.IGNORECASE)
    for post in Post.objects.filter(body__contains="@"):
        body = called.sub(lambda _match: f"@{nobody}", post.body)
        if body != post.body:
            post.body = body[:LONGEST_BODY]
            post.save(update_fields=["body"])


def register() -> None:
    """Before the proposals are forgotten: they say who was trusted."""
    register_exporter("discussions", export_posts, _("What you wrote in discussions"))
    register_eraser("discussions", forget_author)

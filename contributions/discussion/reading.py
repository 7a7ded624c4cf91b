"""Who reads which messages: the one place that lists, counts and pages ask."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, Max, OuterRef, QuerySet, Subquery

from accounts.kept_query import KeptQuery
from contributions.discussion.permissions import Person, can_hide
from contributions.discussion.places import Place
from contributions.discussion.trust import trusted_people
from contributions.models import Post, Thread
from contributions.models.discussion import PostQuerySet, ThreadQuerySet


@dataclass(frozen=True, slots=True)
class Reader:
    """Visitors read what trusted people wrote, members all that is shown, the animators of the
    territory also what is hidden.
    """

    is_member: bool
    sees_hidden: bool = False


def reader_at(user: Person, place: Place) -> Reader:
    return Reader(_is_member(user), bool(can_hide(user, place)))


def plain_reader(user: Person) -> Reader:
    """The same without asking for roles: what is hidden is counted for nobody."""
    return Reader(_is_member(user))


def posts_for(reader: Reader) -> PostQuerySet:
    if reader.sees_hidden:
        return Post.objects.all()
    shown = Post.objects.shown()
    return shown if reader.is_member else shown.by_the_trusted(trusted_people())


def threads_at(place: Place, reader: Reader) -> ThreadQuerySet:
    """Those a person may know of, open ones first, then the last spoken in; counted as they see."""
    return listed(at(place.kind, place.target.pk).holding(posts_for(reader)), reader)


def at(kind: str, pk: int) -> ThreadQuerySet:
    """All threads of a target."""
    return Thread.objects.filter(**{kind: pk})


def listed(threads: ThreadQuerySet, reader: Reader) -> ThreadQuerySet:
    """With `said`, `last_at` and the opening message of each."""
    seen = posts_for(reader).filter(thread=OuterRef("pk")).order_by()
    opening = seen.filter(is_opening=True)
    return threads.annotate(
        said=Subquery(_grouped(seen, Count("pk")), output_field=IntegerField()),
        last_at=Subquery(_grouped(seen, Max("at"))),
        author_label=Subquery(opening.values("author_label")),
        hidden_at=Subquery(opening.values("hidden_at")),
    ).order_by("state", "-last_at", "-pk")


def _grouped(posts: QuerySet[Post], wanted: Count | Max) -> QuerySet[Any, Any]:
    return posts.values("thread").annotate(wanted=wanted).values("wanted")


def thread_count(kind: str, pk: int, user: Person) -> int:
    """How many discussions a page has, for this person: one query for the pages without any, so
    for most."""
    if not _any[kind].ask(page=pk):
        return 0
    return at(kind, pk).holding(posts_for(plain_reader(user))).count()


def _any_of(kind: str) -> KeptQuery[int]:
    return KeptQuery(
        lambda slot: (
            Thread.objects.filter(**{kind: slot("page")})
            .order_by()
            .values_list("pk", flat=True)[:1]
        )
    )


_any = {kind: _any_of(kind) for kind in Thread.Target.values}


def _is_member(user: Person) -> bool:
    return bool(user.is_authenticated and user.is_active)

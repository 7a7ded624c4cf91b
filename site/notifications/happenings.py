"""What happened to pages, kept for those who follow them, in the transaction of the change."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from journal import outbox
from notifications.models import Frequency, Happening, News, Watch
from notifications.models.watches import Topic

TOPIC = "watch"
# Django would otherwise send ten thousand rows in one statement, which SQLite refuses.
ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to one page; `topics` are all that one may follow to hear of it.

    `params` feeds the sentence of the act, and holds neither title nor text.
    """

    act: str
    page: Topic
    topics: frozenset[Topic]
    params: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic(savepoint=False)
def happened(
    events: Sequence[Event], *, by: Collection[int | None] = (), at: datetime | None = None
) -> int:
    """Keep the events that somebody follows, for those people; how many were kept.

    `by` are the keys of who did it: they are told nothing of their own acts. One query when
    nobody follows, and a fixed number whatever the number of people.
    """
    moment = at or timezone.now()
    topics = {topic for event in events for topic in event.topics}
    watches = Watch.objects.on(topics).active(at=moment).exclude(user__in=set(by) - {None})
    by_topic: dict[Topic, list[Watch]] = {}
    for watch in watches:
        by_topic.setdefault(watch.topic, []).append(watch)
    followed = [(event, met) for event in events if (met := _met(event.topics, by_topic))]
    if not followed:
        return 0
    rows = Happening.objects.bulk_create(
        [
            Happening(
                act=event.act,
                kind=event.page[0],
                key=event.page[1],
                params=dict(event.params),
                at=moment,
            )
            for event, _watches in followed
        ],
        batch_size=ROWS_AT_ONCE,
    )
    _keep_news(zip(rows, (met for _event, met in followed), strict=True), at=moment)
    return len(rows)


def forget_happenings(*, page: Topic, since: datetime) -> None:
    """What happened to a page was taken back at once: whoever was not told yet never is."""
    kind, key = page
    Happening.objects.filter(kind=kind, key=key, at__gte=since).delete()


def _met(topics: Iterable[Topic], by_topic: Mapping[Topic, list[Watch]]) -> list[Watch]:
    """One watch a person: the most eager of those that follow any of the topics."""
    best: dict[int, Watch] = {}
    for topic in topics:
        for watch in by_topic.get(topic, ()):
            known = best.get(watch.user_id)
            if known is None or _eagerness(watch) < _eagerness(known):
                best[watch.user_id] = watch
    return list(best.values())


def _eagerness(watch: Watch) -> tuple[int, int]:
    return Frequency.values.index(watch.frequency), watch.pk


def _keep_news(followed: Iterable[tuple[Happening, list[Watch]]], *, at: datetime) -> None:
    """The rows to tell, and the outbox's errand when some are to be told at once."""
    news = News.objects.bulk_create(
        [
            News(
                happening=happening,
                person_id=watch.user_id,
                watch=watch,
                told_at=at if watch.frequency == Frequency.FEED else None,
            )
            for happening, watches in followed
            for watch in watches
        ],
        batch_size=ROWS_AT_ONCE,
    )
    urgent = [row.pk for row in news if row.watch.frequency == Frequency.INSTANT]
    if urgent:
        outbox.enqueue(topic=TOPIC, key=f"news:{urgent[0]}", payload={"news": urgent})

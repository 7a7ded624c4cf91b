"""Telling at once those who asked for it, after the transaction of the change."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from journal import outbox
from journal.models import Outbox
from notifications.happenings import TOPIC
from notifications.languages import language_of
from notifications.models import Frequency, Happening, News, Notice
from notifications.services import notify
from notifications.watchables import Line, tellable

KIND = "watched"
# More than that at one time, an import for example, is gathered in the mail of the next morning.
MOST_AT_ONCE = 3
LATELY = timedelta(minutes=10)


@outbox.handler(TOPIC)
def tell_at_once(row: Outbox) -> None:
    """A notice a change and person; nothing is said twice, nor of a page that is hidden by now."""
    waiting = (
        News.objects.untold()
        .filter(pk__in=row.payload["news"])
        .prefetch_related("person", "happening", "watch")
        .select_for_update()
        .order_by("person", "pk")
    )
    for person, group in groupby(waiting, key=lambda news: news.person):
        if _lately(person) <= MOST_AT_ONCE:
            _tell(person, list(group))


def _lately(person: User) -> int:
    """How many things they are still to be told at once, of one act or of several in a row."""
    news = News.objects.untold().filter(person=person, watch__frequency=Frequency.INSTANT)
    return news.filter(happening__at__gte=timezone.now() - LATELY).count()


def _tell(person: User, news: Sequence[News]) -> None:
    watches = {row.happening_id: row.watch_id for row in news}
    with override(language_of(person)):
        for line in tellable(person, [row.happening for row in news]):
            notify(
                recipient=person,
                kind=KIND,
                key=f"{KIND}:{line.happening.pk}:{person.pk}",
                path=line.page.path,
                params=_params(line, watches[line.happening.pk]),
            )
    News.objects.filter(pk__in=[row.pk for row in news]).update(told_at=timezone.now())


def _params(line: Line, watch_id: int) -> dict[str, Any]:
    return {
        "happening": line.happening.pk,
        # One line, whatever somebody put into a title: it could not pass for ours.
        "title": " ".join(line.page.title.split()),
        "sentence": line.sentence,
        "watch": watch_id,
    }


def still_tellable(user: User, notices: Collection[Notice]) -> set[int]:
    """The notices of this kind whose page may still be read, and whose sentence still stands."""
    by_happening = {notice.params["happening"]: notice.pk for notice in notices}
    happenings = Happening.objects.filter(pk__in=by_happening)
    return {by_happening[line.happening.pk] for line in tellable(user, list(happenings))}

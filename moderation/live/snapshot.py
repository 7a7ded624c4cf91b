"""What an open page asks for after a hint, or every half minute when none can come."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from contributions.models import Proposal
from moderation.claims.holding import Holding
from moderation.claims.queries import holdings_of
from moderation.queries import queue_of
from territories.models import Territory
from territories.permissions import territories_moderated_by

MOST_ITEMS = 100
# A proposal is dated before it is committed: what came while the page was drawn is new to it.
OVERLAP = timedelta(seconds=10)
# Far from both ends of the calendar, whatever the clock.
_YEARS = range(2000, 9000)


class UnreadableQuestion(Exception):
    def __str__(self) -> str:
        return _("Name at most %(most)d proposals, and when the page was drawn.") % {
            "most": MOST_ITEMS
        }


@dataclass(frozen=True, slots=True)
class Question:
    """The proposals a page shows, when it was drawn, and the place it counts, "" for the queue."""

    items: tuple[UUID, ...] = ()
    since: datetime | None = None
    place: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, Any]) -> Self:
        """Raises UnreadableQuestion."""
        named = [name for name in str(query.get("items", "")).split(",") if name]
        said = str(query.get("since", ""))
        try:
            since = _moment(said) if said else None
            items = tuple(UUID(name) for name in named)
        except ValueError:
            raise UnreadableQuestion from None
        place = str(query.get("place", "")).replace("\x00", "")[:80]
        if len(items) > MOST_ITEMS:
            raise UnreadableQuestion
        return cls(items, since, place)


def _moment(said: str) -> datetime:
    """Raises ValueError on what is no moment, or one that no page was drawn at."""
    found = parse_datetime(said)
    if found is None or found.tzinfo is None or found.year not in _YEARS:
        raise ValueError(said)
    return found


def snapshot(question: Question, *, viewer: User) -> dict[str, Any]:
    """What the person may see at this moment, as the pages would show it; no text of anybody."""
    queue = queue_of(viewer)
    news = _news(queue, question)
    return {
        "waiting": _waiting_in(question.place, viewer) if question.place else queue.count(),
        "news": news,
        "text": _sentence(news),
        "items": _items(question.items, viewer),
    }


def _waiting_in(uid: str, viewer: User) -> int:
    """All that waits there, as the desk of the place counts it; of what they animate only."""
    place = Territory.objects.filter(uid=uid).first()
    there = Territory.objects.inside(place) if place else Territory.objects.filter(zones__uid=uid)
    mine = territories_moderated_by(viewer).filter(pk__in=there.values("pk"))
    return Proposal.objects.to_decide().filter(territory__in=mine).count()


def holder_said(holding: Holding | None) -> dict[str, Any] | None:
    if holding is None:
        return None
    return {"text": holding.text, "isMine": holding.is_mine}


def _news(queue: QuerySet[Proposal], question: Question) -> int:
    if question.since is None:
        return 0
    later = queue.filter(created_at__gt=question.since - OVERLAP)
    return later.exclude(uuid__in=question.items).count()


def _sentence(news: int) -> str:
    if not news:
        return ""
    text = ngettext(
        "%(number)d new proposal since you opened this page.",
        "%(number)d new proposals since you opened this page.",
        news,
    )
    return text % {"number": news}


def _items(items: Collection[UUID], viewer: User) -> list[dict[str, Any]]:
    """Those outside their territories are not there: they may have moved, or never existed."""
    here = territories_moderated_by(viewer)
    rows = Proposal.objects.filter(uuid__in=items, territory__in=here)
    found = list(rows.only("pk", "uuid", "version", "state").order_by("pk"))
    holdings = holdings_of([one.pk for one in found], viewer=viewer)
    return [
        {
            "id": str(one.uuid),
            "version": one.version,
            "state": one.state,
            "isOpen": one.state in Proposal.OPEN,
            "holder": holder_said(holdings.get(one.pk)),
        }
        for one in found
    ]

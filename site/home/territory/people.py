"""Who contributes in an area: those to thank, and those who came for the first time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from contributions.mine.waiting import LOOKED_BACK
from contributions.models import Proposal
from home.territory.areas import Area

MOST_SHOWN = 10
State = Proposal.State


@dataclass(frozen=True, slots=True)
class Person:
    """`is_new`: they had never proposed anything before this period."""

    name: str
    sent: int
    accepted: int
    refused: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class People:
    """Everybody counts, the busiest are named."""

    total: int
    newcomers: int
    busiest: list[Person]


def people_in(area: Area, *, at: datetime, within: timedelta = LOOKED_BACK) -> People:
    """Who proposed something within the period, with an account (two queries)."""
    since = at - within
    before = Proposal.objects.filter(author=OuterRef("author"), created_at__lte=since)
    rows = (
        Proposal.objects.filter(
            territory__in=area.territories(),
            author__isnull=False,
            created_at__gt=since,
            created_at__lte=at,
        )
        .order_by()
        .values("author", "author__display_name")
        .annotate(
            sent=Count("pk"),
            accepted=Count("pk", filter=Q(state__in=[State.APPLIED, State.ALREADY_DONE])),
            refused=Count("pk", filter=Q(state=State.REJECTED)),
            is_known=Exists(before),
        )
    )
    found = list(rows.order_by("-accepted", "-sent", "author"))
    return People(
        total=len(found),
        newcomers=sum(not row["is_known"] for row in found),
        busiest=[
            Person(
                row["author__display_name"],
                row["sent"],
                row["accepted"],
                row["refused"],
                not row["is_known"],
            )
            for row in found[:MOST_SHOWN]
        ],
    )

"""The pages of a structure, with their state, their quality and what was done with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from contributions.models import Proposal
from contributions.targets import title_of
from offers.availability import availability_now
from offers.cards import freshness
from offers.counting import Uses, uses
from offers.models import PublicOffer, Structure
from offers.models.structures import AddressVisibility, PageState
from offers.quality import Quality, fields_of_public, quality

MOST_WAITING = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One page; `quality` is None once it is off the site."""

    row: PublicOffer
    is_live: bool
    state: str
    availability: str
    freshness: str
    freshness_text: str
    quality: Quality | None
    uses: Uses
    waiting: int


def lines(rows: Iterable[PublicOffer], *, at: datetime) -> list[Line]:
    """Each page with what is known of it, in two queries whatever their number."""
    found = list(rows)
    keys = [row.pk for row in found]
    counted = uses(keys, day=timezone.localdate(at))
    open_ones = Proposal.objects.open().filter(offer__in=keys).order_by()
    waiting = dict(open_ones.values_list("offer").annotate(Count("pk")))
    return [_line(row, counted.get(row.pk, Uses()), waiting.get(row.pk, 0), at) for row in found]


def _line(row: PublicOffer, counted: Uses, waiting: int, at: datetime) -> Line:
    is_live = row.state == PageState.LIVE
    fresh = freshness(row.data)
    return Line(
        row=row,
        is_live=is_live,
        state=row.get_state_display(),
        availability=availability_now(row.data)["label"],
        freshness=fresh["freshness"],
        freshness_text=fresh["freshness_text"],
        quality=_quality(row.data, at) if is_live else None,
        uses=counted,
        waiting=waiting,
    )


def _quality(data: dict[str, Any], at: datetime) -> Quality:
    verified = (data["verified"] or {}).get("at", "")
    dates = [parse_datetime(data["modified_at"]), parse_datetime(verified) if verified else None]
    return quality(
        fields_of_public(data),
        at=at,
        changed_at=max((date for date in dates if date), default=None),
        hides_address=data["address"]["visibility"] != AddressVisibility.PUBLIC,
    )


def total_uses(structure: Structure, *, at: datetime) -> Uses:
    """All pages of the structure together."""
    keys = PublicOffer.objects.filter(structure=structure).values_list("pk", flat=True)
    found = uses(keys, day=timezone.localdate(at)).values()
    return Uses(sum(one.views for one in found), sum(one.contacts for one in found))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal that an animator will read, on a page of the structure or for a new one."""

    proposal: Proposal
    title: str
    is_new_page: bool


def waiting_on(structure: Structure) -> list[Waiting]:
    """What is proposed on the pages of the structure, and the new pages asked for in its name, the
    oldest first (one query)."""
    here = Q(offer__structure=structure) | Q(structure=structure) | Q(on_behalf_of=structure)
    rows = Proposal.objects.open().filter(here).select_related("offer", "structure")
    return [
        Waiting(row, title_of(row), row.action == Proposal.Action.CREATE)
        for row in rows.order_by("created_at", "pk")[:MOST_WAITING]
    ]

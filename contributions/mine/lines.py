"""The list of what a person proposed, each line with all it needs, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contributions.mine.afterwards import Afterwards, afterwards
from contributions.mine.permissions import can_reuse
from contributions.mine.waiting import median_delays, spoken_delay, with_place
from contributions.models import Proposal, Report, Support
from contributions.models.proposals import ProposalQuerySet
from contributions.models.reports import ReportQuerySet
from contributions.permissions import can_withdraw
from contributions.targets import target_of, title_of, url_of

State = Proposal.State

# What `?etat=` may say, with its words and the states it holds.
FILTERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "": (_("All"), ()),
    "en-attente": (_("Waiting"), (State.PENDING,)),
    "a-reprendre": (_("To take up again"), (State.NEEDS_CHANGES, State.CONFLICT)),
    "acceptees": (_("Accepted ones"), (State.APPLIED, State.ALREADY_DONE)),
    "refusees": (_("Refused ones"), (State.REJECTED,)),
    "retirees": (_("Withdrawn, expired or joined"), (State.WITHDRAWN, State.EXPIRED, State.JOINED)),
}
# What they reported, which is a list of its own.
REPORTS = "signalements"

# The kinds that have an editing page, with its name.
_EDITING: dict[str, str] = {
    Proposal.Target.OFFER: "contributions:propose-edit",
    Proposal.Target.STRUCTURE: "contributions:propose-structure",
}

_TARGETS = (
    "offer__public",
    "offer__commune",
    "structure__commune",
    "need_page__need",
    "expression__need",
    "territory",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One proposal. `delay` is how long its territory takes, in words, "" when unknown."""

    proposal: Proposal
    title: str
    url: str
    decision: Any
    place: int | None
    supporters: int
    delay: str
    afterwards: Afterwards | None
    reuse_url: str
    can_withdraw: bool


def proposals_of(user: User, chosen: str) -> ProposalQuerySet:
    """Newest first, those of the filter; all of them when there is no such filter."""
    states = FILTERS.get(chosen, FILTERS[""])[1]
    found = Proposal.objects.written_by(user.pk)
    if states:
        found = found.filter(state__in=states)
    listed = found.select_related(*_TARGETS).prefetch_related("decisions")
    return with_supports(with_place(listed)).order_by("-created_at", "-pk")


def with_supports(proposals: ProposalQuerySet) -> ProposalQuerySet:
    """With `supporters`: how many others ask for the same, at its present version."""
    given = (
        Support.objects.filter(proposal=OuterRef("pk"), proposal_version=OuterRef("version"))
        .order_by()
        .values("proposal")
        .annotate(count=Count("pk"))
        .values("count")
    )
    counted = Coalesce(Subquery(given, output_field=IntegerField()), 0)
    return proposals.annotate(supporters=counted)


def lines(proposals: Iterable[Proposal], *, user: User) -> list[Line]:
    found = list(proposals)
    waiting = {one.territory_id for one in found if one.state == State.PENDING}
    delays = median_delays(waiting, at=timezone.now()) if waiting else {}
    return [_line(one, user, spoken_delay(delays.get(one.territory_id))) for one in found]


def _line(proposal: Any, user: User, delay: str) -> Line:
    return Line(
        proposal=proposal,
        title=title_of(proposal),
        url=url_of(proposal),
        decision=next(iter(proposal.decisions.all()), None),
        place=proposal.place,
        supporters=proposal.supporters,
        delay=delay,
        afterwards=afterwards(proposal),
        reuse_url=reuse_url(user, proposal),
        can_withdraw=bool(can_withdraw(user, proposal)),
    )


def reuse_url(user: User, proposal: Proposal) -> str:
    """The editing page filled with what was asked; "" when that is not to be."""
    page = _EDITING.get(proposal.target_kind)
    if page is None or not can_reuse(user, proposal):
        return ""
    edit = reverse(page, args=[target_of(proposal).public_id])
    return f"{edit}?reprendre={proposal.uuid}"


def reports_of(user: User) -> ReportQuerySet:
    """What the person reported while signed in, newest first."""
    found = Report.objects.written_by(user.pk).listed().select_related("proposal")
    return found.order_by("-created_at", "-pk")


def tabs(user: User, chosen: str) -> list[dict[str, Any]]:
    """The filters as links, each with how many it holds (two queries)."""
    states = Proposal.objects.written_by(user.pk).order_by().values_list("state")
    counts = dict(states.annotate(Count("pk")))
    found = [
        _tab(name, chosen, label, sum(counts.get(one, 0) for one in held or counts))
        for name, (label, held) in FILTERS.items()
    ]
    reported = Report.objects.written_by(user.pk).count()
    return [*found, _tab(REPORTS, chosen, _("Mistakes reported"), reported)]


def _tab(name: str, chosen: str, label: Any, count: int) -> dict[str, Any]:
    return {
        "label": label,
        "url": f"?etat={name}" if name else reverse("contributions:mine"),
        "is_current": name == chosen,
        "count": count,
    }

"""Why a proposal waits: who is to read it, what they read first, and how long that takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from contributions.due import answered_within
from contributions.mine.waiting import median_delays, spoken_delay
from contributions.models import Proposal
from territories.models import Territory, TerritoryContact
from territories.responsible import animators_of, responsible_territory


@dataclass(frozen=True, slots=True)
class Delay:
    """`riskier` and `older` are read before it. `answering` is its territory, or the one above that
    stands in for it; `people` how many animate there; `usual` a median in words, "" when unknown;
    `hours` within which an answer was due, at `due_at`; `above` who was asked since, it being late.
    """

    territory: Territory
    answering: Territory
    people: int
    riskier: int
    older: int
    usual: str
    hours: int
    due_at: datetime
    is_late: bool
    above: Territory | None
    contact: TerritoryContact | None

    @property
    def place(self) -> int:
        return self.riskier + self.older + 1

    @property
    def is_stood_in(self) -> bool:
        return self.answering.pk != self.territory.pk


def delay_of(proposal: Proposal, *, at: datetime) -> Delay | None:
    """None for what waits for nobody, or for its author."""
    if proposal.state not in Proposal.TO_DECIDE:
        return None
    home = proposal.territory
    answering = responsible_territory(home, at=at)
    ahead = Proposal.objects.to_decide().filter(territory=home).exclude(pk=proposal.pk)
    before = Q(created_at__lt=proposal.created_at) | Q(
        created_at=proposal.created_at, pk__lt=proposal.pk
    )
    medians = median_delays([home.pk], at=at)
    return Delay(
        territory=home,
        answering=answering,
        people=animators_of(home, at=at).count(),
        riskier=ahead.filter(risk__gt=proposal.risk).count(),
        older=ahead.filter(before, risk=proposal.risk).count(),
        usual=spoken_delay(medians.get(home.pk)),
        hours=answered_within(proposal) // timedelta(hours=1),
        due_at=proposal.due_at,
        is_late=proposal.due_at <= at,
        above=proposal.escalated_to,
        contact=TerritoryContact.objects.filter(territory__in=[home, answering]).first(),
    )

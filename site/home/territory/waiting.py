"""What waits for the animators of an area."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from contributions.models import DirectPublication, Proposal, Report
from home.territory.areas import Area
from moderation.models import Appeal
from offers.models import StructureClaim


@dataclass(frozen=True, slots=True)
class Waiting:
    """Numbers, and since when the oldest proposal waits. Everything counts, whoever is looking at
    it: nothing is left out because somebody has it on their screen."""

    proposals: int
    late: int
    oldest: datetime | None
    reports: int
    direct: int
    appeals: int
    claims: int

    @property
    def total(self) -> int:
        return self.proposals + self.reports + self.direct + self.appeals + self.claims


def waiting_in(area: Area, *, at: datetime) -> Waiting:
    """In five queries."""
    here = area.territories()
    proposals = Proposal.objects.to_decide().filter(territory__in=here).order_by()
    counted = proposals.aggregate(
        all=Count("pk"), late=Count("pk", filter=Q(due_at__lte=at)), oldest=Min("created_at")
    )
    claims = StructureClaim.objects.for_animators()
    return Waiting(
        proposals=counted["all"],
        late=counted["late"],
        oldest=counted["oldest"],
        reports=Report.objects.filter(territory__in=here).to_read().count(),
        direct=DirectPublication.objects.to_patrol().published_in(here).count(),
        appeals=Appeal.objects.open().within(here).count(),
        claims=claims.filter(structure__home_territory__in=here).count(),
    )

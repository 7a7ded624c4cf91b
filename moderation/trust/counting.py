"""What became of the changes of a person in a territory, counted from the rows themselves."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from contributions.models import DirectPublication, Proposal
from moderation.models import Reversal
from territories.models import Territory

State = Proposal.State
KEPT, REFUSED, REVERTED = "kept", "refused", "reverted"


@dataclass(frozen=True, slots=True)
class Counts:
    """`accepted` stand today; `reverted` went live and were taken back by somebody else."""

    accepted: int = 0
    refused: int = 0
    reverted: int = 0

    @property
    def decided(self) -> int:
        return self.accepted + self.refused + self.reverted

    @property
    def share(self) -> float:
        """How much of it stands; nothing decided is nothing wrong."""
        return self.accepted / self.decided if self.decided else 1


def count_of(user: User, territory: Territory) -> Counts:
    proposals = _proposals(user, territory)
    return Counts(
        accepted=proposals.filter(state=State.APPLIED, reversal=None).count()
        + _read(user, territory).filter(reversal=None).count(),
        refused=proposals.filter(state=State.REJECTED).count(),
        reverted=Reversal.objects.against(user, territory).count(),
    )


def lately(user: User, territory: Territory, *, among: int, since: datetime | None) -> list[str]:
    """What became of the last changes that were decided, the latest first."""
    proposals = _proposals(user, territory).filter(state__in=[State.APPLIED, State.REJECTED])
    publications = _read(user, territory)
    if since is not None:
        proposals = proposals.filter(decided_at__gt=since)
        publications = publications.filter(at__gt=since)
    found = [
        (decided_at, _became(state, reversal))
        for decided_at, state, reversal in proposals.order_by("-decided_at").values_list(
            "decided_at", "state", "reversal"
        )[:among]
    ]
    found += [
        (at, REVERTED if reversal else KEPT)
        for at, reversal in publications.order_by("-at").values_list("at", "reversal")[:among]
    ]
    return [became for _at, became in sorted(found, reverse=True)[:among]]


def _became(state: str, reversal: int | None) -> str:
    if state == State.REJECTED:
        return REFUSED
    return REVERTED if reversal else KEPT


def _proposals(user: User, territory: Territory) -> QuerySet[Proposal]:
    return Proposal.objects.filter(author=user, territory=territory)


def _read(user: User, territory: Territory) -> QuerySet[DirectPublication]:
    """What went live unread and somebody else looked at since, or took back."""
    rows = DirectPublication.objects.filter(author=user)
    here = rows.published_in(Territory.objects.filter(pk=territory.pk))
    return here.exclude(patrolled_at=None, reversal=None)

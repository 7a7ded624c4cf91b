"""How an area answers, over the last 90 days and the 90 before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from contributions.mine.waiting import ENOUGH, LOOKED_BACK, spoken_delay
from home.territory.areas import Area
from moderation.models import Decision

Verdict = Decision.Verdict


@dataclass(frozen=True, slots=True)
class Answers:
    """`median` is None when too few were given to say something."""

    accepted: int
    refused: int
    asked: int
    late: int
    median: timedelta | None

    @property
    def total(self) -> int:
        return self.accepted + self.refused

    @property
    def spoken_median(self) -> str:
        return spoken_delay(self.median)

    @property
    def accepted_share(self) -> int | None:
        return round(100 * self.accepted / self.total) if self.total >= ENOUGH else None


@dataclass(frozen=True, slots=True)
class Answering:
    now: Answers
    before: Answers

    @property
    def is_faster(self) -> bool | None:
        """None when one of both is not known, or they are alike within an hour."""
        if self.now.median is None or self.before.median is None:
            return None
        difference = self.now.median - self.before.median
        return None if abs(difference) < timedelta(hours=1) else difference < timedelta(0)


def answering_in(area: Area, *, at: datetime) -> Answering:
    """In two queries; what a source sends is left out, it is in no hurry."""
    since = at - LOOKED_BACK
    return Answering(
        now=_answers(area, since, at), before=_answers(area, since - LOOKED_BACK, since)
    )


def _answers(area: Area, since: datetime, until: datetime) -> Answers:
    rows = Decision.objects.filter(
        at__gt=since,
        at__lte=until,
        proposal__territory__in=area.territories(),
        proposal__imported_from=None,
    ).order_by()
    found = list(rows.values_list("verdict", "at", "proposal__created_at", "proposal__due_at"))
    ends = [row for row in found if row[0] in (Verdict.ACCEPT, Verdict.REFUSE)]
    seconds = [(answered - sent).total_seconds() for _verdict, answered, sent, _due in ends]
    return Answers(
        accepted=sum(row[0] == Verdict.ACCEPT for row in found),
        refused=sum(row[0] == Verdict.REFUSE for row in found),
        asked=sum(row[0] == Verdict.ASK for row in found),
        late=sum(answered > due for _verdict, answered, _sent, due in ends),
        median=timedelta(seconds=median(seconds)) if len(seconds) >= ENOUGH else None,
    )

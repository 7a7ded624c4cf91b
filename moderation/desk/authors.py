"""Who asks: what an animator should know of them, told without their e-mail or full life."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from contributions.models import Proposal
from contributions.permissions import keeps
from contributions.targets import kind_of, target_of

State = Proposal.State


@dataclass(frozen=True, slots=True)
class Who:
    """`for_structure` is whom they speak for; `keeps_page` whether the page is theirs to keep."""

    name: str
    is_known: bool
    joined: datetime | None = None
    accepted: int = 0
    refused: int = 0
    for_structure: str = ""
    keeps_page: bool = False
    source: str = ""

    @property
    def is_first(self) -> bool:
        """Whether nothing of theirs was ever decided."""
        return self.is_known and not (self.accepted or self.refused)


def who_asks(proposal: Proposal) -> Who:
    """One query for what became of their other proposals, one for the page they keep."""
    source = str(proposal.imported_from) if proposal.imported_from_id else ""
    if proposal.author is None:
        return Who(proposal.author_label, is_known=False, source=source)
    counts = Proposal.objects.written_by(proposal.author.pk).aggregate(
        accepted=Count("pk", filter=Q(state__in=[State.APPLIED, State.ALREADY_DONE])),
        refused=Count("pk", filter=Q(state=State.REJECTED)),
    )
    speaks_for = proposal.on_behalf_of
    return Who(
        name=proposal.author_label,
        is_known=True,
        joined=proposal.author.date_joined,
        for_structure=speaks_for.name if speaks_for else "",
        keeps_page=_keeps_page(proposal),
        **counts,
    )


def _keeps_page(proposal: Proposal) -> bool:
    target = target_of(proposal)
    keeper = None if target is None else kind_of(proposal).keeper(target)
    author = proposal.author
    return keeper is not None and author is not None and keeps(author, keeper)

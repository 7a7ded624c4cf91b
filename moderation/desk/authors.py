"""Who asks: what an animator should know of them, told without their e-mail or full life."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from accounts.models import User
from contributions.models import Proposal
from contributions.permissions import keeps
from contributions.targets import kind_of, target_of
from moderation.models import Trust
from moderation.trust.closeness import SIGNS, signs_between

State = Proposal.State


@dataclass(frozen=True, slots=True)
class Who:
    """`for_structure` is whom they speak for; `keeps_page` whether the page is theirs to keep;
    `trust` how far they are trusted there; `signs` what may make them and the reader one."""

    name: str
    is_known: bool
    joined: datetime | None = None
    accepted: int = 0
    refused: int = 0
    for_structure: str = ""
    keeps_page: bool = False
    source: str = ""
    trust: Trust | None = None
    signs: tuple[str, ...] = ()

    @property
    def is_first(self) -> bool:
        """Whether nothing of theirs was ever decided."""
        return self.is_known and not (self.accepted or self.refused)


def who_asks(proposal: Proposal, *, reader: User) -> Who:
    """A query each for what became of their other proposals, the page they keep, their trust, and
    two for the structures that both keep."""
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
        trust=Trust.objects.filter(user=proposal.author, territory=proposal.territory).first(),
        signs=_signs(proposal.author, reader),
        **counts,
    )


def _signs(author: User, reader: User) -> tuple[str, ...]:
    if author == reader:
        return ()
    return tuple(str(SIGNS[sign]) for sign in signs_between(author, reader))


def _keeps_page(proposal: Proposal) -> bool:
    target = target_of(proposal)
    keeper = None if target is None else kind_of(proposal).keeper(target)
    author = proposal.author
    return keeper is not None and author is not None and keeps(author, keeper)

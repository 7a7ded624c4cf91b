"""Where people talk: a page or a proposal, with what the rules and the screens ask of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from contributions.diff import FieldLike
from contributions.models import Proposal, Thread
from contributions.targets import TargetKind, kind_for, kind_of, target_of, title_of
from offers.models import NeedPage, OfferPage, Structure
from offers.models.structures import AddressVisibility
from territories.models import Territory

THREAD_RELATED = (
    "offer__public",
    "offer__visibility",
    "offer__home_territory",
    "structure__home_territory",
    "need_page__need",
    "proposal__offer__public",
    "proposal__offer__visibility",
    "proposal__structure",
    "proposal__need_page__need",
    "proposal__expression__need",
    "proposal__territory",
)


@dataclass(frozen=True, slots=True)
class Place:
    """`structure_id` is whose page it is, `hides` whether its address is protected, `protected` the
    words that say where it is."""

    kind: str
    target: Any
    title: str
    url: str
    discussion_url: str
    territory: Territory
    structure_id: int | None
    is_live: bool
    schema: Mapping[str, FieldLike]
    protected: tuple[str, ...] = ()
    hides: bool = False

    def label_of(self, field: str) -> str:
        """The words for a field, "" when it is none of this place."""
        return str(self.schema[field].label) if field in self.schema else ""


def place_of(thread: Thread) -> Place:
    """Where the thread stands; `THREAD_RELATED` reads what it needs in the thread's own query."""
    if thread.proposal is not None:
        return at_proposal(thread.proposal)
    return at_page(getattr(thread, thread.target_kind))


def at_page(target: OfferPage | Structure | NeedPage) -> Place:
    kind = kind_for(target)
    return Place(
        kind=kind.column,
        target=target,
        title=kind.title(target),
        url=kind.url(target),
        discussion_url=_discussion_url(target),
        territory=kind.home_territory(target),
        structure_id=kind.keeper(target),
        is_live=kind.is_live(target),
        schema=kind.schema,
        protected=_protected(kind, target),
        hides=_hides(kind, target),
    )


def at_proposal(proposal: Proposal) -> Place:
    kind, target = kind_of(proposal), target_of(proposal)
    return Place(
        kind=Thread.Target.PROPOSAL,
        target=proposal,
        title=title_of(proposal),
        url=reverse("contributions:proposal", args=[proposal.uuid]),
        discussion_url=reverse("contributions:discussion-proposal", args=[proposal.uuid]),
        territory=proposal.territory,
        structure_id=None if target is None else kind.keeper(target),
        is_live=True,
        schema={name: field for name, field in kind.schema.items() if name in proposal.changes},
        protected=() if target is None else _protected(kind, target),
        hides=target is not None and _hides(kind, target),
    )


def _discussion_url(target: OfferPage | Structure | NeedPage) -> str:
    if isinstance(target, NeedPage):
        return reverse("contributions:discussion-need", args=[target.need.code])
    name = "offer" if isinstance(target, OfferPage) else "structure"
    return reverse(f"contributions:discussion-{name}", args=[target.public_id])


def _hides(kind: TargetKind, target: Any) -> bool:
    return kind.address(target) != AddressVisibility.PUBLIC


def _protected(kind: TargetKind, target: Any) -> tuple[str, ...]:
    """The street that a message on this page must not give away."""
    if not _hides(kind, target) or not target.street_address:
        return ()
    return (target.street_address,)

"""Where people talk: a page or a proposal, with what the rules and the screens ask of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from contributions.diff import FieldLike
from contributions.models import Proposal, Thread
from contributions.targets import TargetKind, kind_of, target_of
from offers.models import NeedPage, OfferPage, Structure
from offers.models.structures import AddressVisibility, PageState
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
    "proposal__territory",
)


@dataclass(frozen=True, slots=True)
class Place:
    """`structure_id` is whose page it is, `protected` the words that say where it hides."""

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

    def label_of(self, field: str) -> str:
        """The words for a field, "" when it is none of this place."""
        return str(self.schema[field].label) if field in self.schema else ""


def place_of(thread: Thread) -> Place:
    """Where the thread stands; `THREAD_RELATED` reads what it needs in the thread's own query."""
    if thread.proposal is not None:
        return at_proposal(thread.proposal)
    return at_page(getattr(thread, thread.target_kind))


def at_page(target: OfferPage | Structure | NeedPage) -> Place:
    kind = _KINDS[type(target)]
    about = _kind(kind)
    return Place(
        kind=kind,
        target=target,
        title=about.title(target),
        url=about.url(target),
        discussion_url=_discussion_url(target),
        territory=about.home_territory(target),
        structure_id=_structure_id(target),
        is_live=_is_live(target),
        schema=about.schema,
        protected=_protected(target),
    )


def at_proposal(proposal: Proposal) -> Place:
    about, target = kind_of(proposal), target_of(proposal)
    return Place(
        kind=Thread.Target.PROPOSAL,
        target=proposal,
        title=about.title(target),
        url=reverse("contributions:proposal", args=[proposal.uuid]),
        discussion_url=reverse("contributions:discussion-proposal", args=[proposal.uuid]),
        territory=proposal.territory,
        structure_id=_structure_id(target),
        is_live=True,
        schema={name: field for name, field in about.schema.items() if name in proposal.changes},
        protected=_protected(target),
    )


_KINDS: dict[type, str] = {
    OfferPage: Thread.Target.OFFER,
    Structure: Thread.Target.STRUCTURE,
    NeedPage: Thread.Target.NEED_PAGE,
}


def _kind(name: str) -> TargetKind:
    return kind_of(Proposal(target_kind=name))


def _discussion_url(target: OfferPage | Structure | NeedPage) -> str:
    if isinstance(target, NeedPage):
        return reverse("contributions:discussion-need", args=[target.need.code])
    name = "offer" if isinstance(target, OfferPage) else "structure"
    return reverse(f"contributions:discussion-{name}", args=[target.public_id])


def _structure_id(target: Any) -> int | None:
    if isinstance(target, OfferPage):
        return int(target.structure_id)
    return target.pk if isinstance(target, Structure) else None


def _is_live(target: OfferPage | Structure | NeedPage) -> bool:
    if isinstance(target, Structure):
        return target.state == PageState.LIVE
    return bool(target.live)


def _protected(target: Any) -> tuple[str, ...]:
    """The street that a message on this page must not give away."""
    if isinstance(target, OfferPage):
        visibility = target.visibility.address
    elif isinstance(target, Structure):
        visibility = target.address_visibility
    else:
        return ()
    if visibility == AddressVisibility.PUBLIC or not target.street_address:
        return ()
    return (target.street_address,)

"""What can be proposed on: each kind of target with its fields, its snapshot and its one writer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Protocol

from wagtail.models import Revision

from accounts.models import User
from contributions.diff import FieldLike
from contributions.models import Proposal
from contributions.risk import Assessment, assess
from offers.models import OfferPage, Structure
from offers.models.structures import AddressVisibility
from offers.publishing import lock_offer, publish_one
from offers.schema import OFFER_FIELDS
from offers.snapshots import snapshot
from offers.structures import (
    STRUCTURE_FIELDS,
    check_structure,
    lock_structure,
    publish_structure,
    structure_snapshot,
)
from offers.validation import apply_changes
from territories.models import Territory

Fields = dict[str, Any]


class Writer(Protocol):
    """Makes fields live as one revision of their author, which only pages have.

    Raises InvalidFields; then nothing is written.
    """

    def __call__(
        self,
        target: Any,
        *,
        fields: Mapping[str, Any],
        author: User | None,
        accepted_by: User,
        at: datetime,
        summary: str,
        data: dict[str, Any],
    ) -> Revision | None: ...


@dataclass(frozen=True, slots=True)
class TargetKind:
    """How one kind of target is read, checked and written.

    `column` is its field on Proposal, `address` says who sees where it is (AddressVisibility).
    """

    column: str
    model: Any
    schema: Mapping[str, FieldLike]
    title: Callable[[Any], str]
    url: Callable[[Any], str]
    address: Callable[[Any], str]
    snapshot: Callable[[Any], Fields]
    check: Callable[[Mapping[str, Any], Mapping[str, Any]], Fields]
    lock: Callable[[int], Any]
    publish: Writer
    home_territory: Callable[[Any], Territory] = attrgetter("home_territory")

    def kinds(self) -> dict[str, str]:
        """Field names with how each is merged."""
        return {name: field.kind for name, field in self.schema.items()}

    def read(self, pk: int) -> Any:
        return self.model.objects.select_related("commune").get(pk=pk)

    def assess(
        self, target: Any, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> Assessment:
        is_hidden = self.address(target) == AddressVisibility.HIDDEN
        return assess(before, after, schema=self.schema, has_hidden_address=is_hidden)


_kinds: dict[str, TargetKind] = {}


def register(name: str, kind: TargetKind) -> None:
    """Let proposals be made on a kind of target, named as in `Proposal.Target`."""
    if name in _kinds:
        raise ValueError(f"The target {name} is registered already.")
    _kinds[name] = kind


def kind_for(target: Any) -> TargetKind:
    """That of a row which can be proposed on."""
    return next(kind for kind in _kinds.values() if isinstance(target, kind.model))


def kind_of(proposal: Proposal) -> TargetKind:
    return _kinds[proposal.target_kind]


def target_of(proposal: Proposal) -> Any:
    return getattr(proposal, kind_of(proposal).column)


def target_id_of(proposal: Proposal) -> int:
    """Its primary key, without reading it."""
    return int(getattr(proposal, f"{kind_of(proposal).column}_id"))


_ACCEPTED = "proposal.accepted"


def _publish_offer(target: OfferPage, **said: Any) -> Revision:
    return publish_one(offer=target, action=_ACCEPTED, **said)


def _publish_structure(target: Structure, *, summary: str, **said: Any) -> None:
    """The history of a structure has no room for the summary, which the proposal keeps."""
    publish_structure(structure=target, action=_ACCEPTED, **said)


# A need page and an expression will join here with a schema and a writer of their own.
register(
    Proposal.Target.OFFER,
    TargetKind(
        column="offer",
        model=OfferPage,
        schema=OFFER_FIELDS,
        title=attrgetter("title"),
        url=lambda offer: str(offer.public.get_absolute_url()),
        address=attrgetter("visibility.address"),
        snapshot=snapshot,
        check=apply_changes,
        lock=lock_offer,
        publish=_publish_offer,
    ),
)
register(
    Proposal.Target.STRUCTURE,
    TargetKind(
        column="structure",
        model=Structure,
        schema=STRUCTURE_FIELDS,
        title=attrgetter("name"),
        url=lambda structure: str(structure.get_absolute_url()),
        address=attrgetter("address_visibility"),
        snapshot=structure_snapshot,
        check=check_structure,
        lock=lock_structure,
        publish=_publish_structure,
    ),
)

"""Which pages have a public history: where it is found, what keeps it, what may be shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contributions.history.entries import Fields, Log
from contributions.history.hiding import Veil, offer_veil, structure_veil
from contributions.history.page_log import PageLog
from contributions.history.record_log import RecordLog
from contributions.models import Proposal
from contributions.targets import TargetKind, kind_named
from offers.known import Known
from offers.models import OfferPage, Structure
from offers.publishing import publish_one
from offers.snapshots import snapshot_of_revision
from offers.structures import publish_structure, structure_snapshot


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of target with a history; `family` is the first part of its addresses."""

    family: str
    target: str
    log: Log
    veil: Callable[[Any, datetime], Veil]
    publish: Callable[..., None]
    has_notes: bool = False

    @property
    def kind(self) -> TargetKind:
        return kind_named(self.target)

    def labels(self) -> dict[str, str]:
        return {name: field.label for name, field in self.kind.schema.items()}


def kept_in(family: str) -> Kept:
    return _KEPT[family]


def _read_offer(content: Mapping[str, Any]) -> Fields:
    """Only what the revision knows: a field that came later is not blank in it."""
    places_only = Known(codes={}, need_ids={}, hiding_needs=frozenset())
    fields = snapshot_of_revision(content, known=places_only)
    return {name: value for name, value in fields.items() if name in content}


def _publish_offer(target: OfferPage, **said: Any) -> None:
    publish_one(offer=target, **said)


def _publish_structure(target: Structure, *, summary: str, **said: Any) -> None:
    """Its history has no room for the summary: `RevertNote` keeps it."""
    publish_structure(structure=target, **said)


_KEPT = {
    kept.family: kept
    for kept in (
        Kept(
            family="offres",
            target=Proposal.Target.OFFER,
            log=PageLog(read=_read_offer),
            veil=offer_veil,
            publish=_publish_offer,
        ),
        Kept(
            family="structures",
            target=Proposal.Target.STRUCTURE,
            log=RecordLog(Proposal.Target.STRUCTURE, structure_snapshot, related=("commune",)),
            veil=structure_veil,
            publish=_publish_structure,
            has_notes=True,
        ),
    )
}

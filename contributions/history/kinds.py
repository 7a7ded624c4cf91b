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
from contributions.targets import TargetKind, kind_of
from offers.known import Known
from offers.models import NeedPage, OfferPage, Structure
from offers.models.structures import PageState
from offers.publishing import publish_one
from offers.snapshots import snapshot_of_revision
from offers.structures import publish_structure, structure_snapshot


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of target with a history; `family` is the first part of its addresses."""

    family: str
    target: str
    find: Callable[[str], Any]
    name_of: Callable[[Any], str]
    log: Log
    veil: Callable[[Any, datetime], Veil]
    publish: Callable[..., None]
    is_live: Callable[[Any], bool]
    keeper: Callable[[Any], int | None]
    has_notes: bool = False

    @property
    def kind(self) -> TargetKind:
        return kind_of(Proposal(target_kind=self.target))

    def labels(self) -> dict[str, str]:
        return {name: field.label for name, field in self.kind.schema.items()}


def kept_in(family: str) -> Kept:
    return _KEPT[family]


def _find_offer(public_id: str) -> OfferPage | None:
    pages = OfferPage.objects.select_related("public", "visibility", "home_territory", "commune")
    found: OfferPage | None = pages.filter(public_id=public_id).first()
    return found


def _find_structure(public_id: str) -> Structure | None:
    rows = Structure.objects.select_related("commune", "home_territory")
    return rows.filter(public_id=public_id).first()


def _find_need_page(code: str) -> NeedPage | None:
    found: NeedPage | None = NeedPage.objects.select_related("need").filter(need__code=code).first()
    return found


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
            find=_find_offer,
            name_of=lambda offer: str(offer.public_id),
            log=PageLog(read=_read_offer),
            veil=offer_veil,
            publish=_publish_offer,
            is_live=lambda offer: bool(offer.live),
            keeper=lambda offer: int(offer.structure_id),
        ),
        Kept(
            family="structures",
            target=Proposal.Target.STRUCTURE,
            find=_find_structure,
            name_of=lambda structure: str(structure.public_id),
            log=RecordLog(Proposal.Target.STRUCTURE, structure_snapshot, related=("commune",)),
            veil=structure_veil,
            publish=_publish_structure,
            is_live=lambda structure: bool(structure.state == PageState.LIVE),
            keeper=lambda structure: int(structure.pk),
            has_notes=True,
        ),
    )
}

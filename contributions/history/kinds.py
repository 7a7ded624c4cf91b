"""Which pages have a public history: where it is found, what keeps it, what may be shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contributions.history.entries import Fields, Log
from contributions.history.hiding import Veil, no_veil, offer_veil, structure_veil
from contributions.history.page_log import PageLog
from contributions.history.record_log import RecordLog
from contributions.models import Proposal
from contributions.targets import TargetKind, kind_named
from offers.expressions import publish_expression
from offers.known import Known
from offers.models import Expression, NeedPage, OfferPage, Structure
from offers.need_pages import NEED_PAGE_FIELDS, need_page_snapshot, publish_need_page
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
    find: Callable[[str], Any]
    has_notes: bool = False

    @property
    def kind(self) -> TargetKind:
        return kind_named(self.target)

    def labels(self) -> dict[str, str]:
        return {name: field.label for name, field in self.kind.schema.items()}


def kept_in(family: str) -> Kept:
    return _KEPT[family]


def kept_of(target_kind: str) -> Kept:
    """That of a kind of target, named as in `Proposal.Target`."""
    return next(kept for kept in _KEPT.values() if kept.target == target_kind)


def _find_need_page(code: str) -> NeedPage | None:
    found: NeedPage | None = NeedPage.objects.select_related("need").filter(need__code=code).first()
    return found


def _find_expression(number: str) -> Expression | None:
    is_key = number.isascii() and number.isdecimal() and len(number) < 16
    rows = Expression.objects.select_related("need")
    return rows.filter(pk=int(number)).first() if is_key else None


def _read_need_page(content: Mapping[str, Any]) -> Fields:
    said = {name: content[name] for name in NEED_PAGE_FIELDS if name in content}
    return {name: need_page_snapshot(NeedPage(**said))[name] for name in said}


def _read_expression(row: Any) -> Fields:
    """Without the other needs it may speak of, of which no history is kept."""
    need = row.need.code if row.need else None
    return {"text": row.text, "need": need, "language": row.language}


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


def _publish_need_page(target: NeedPage, **said: Any) -> None:
    publish_need_page(page=target, accepted_by=None, **said)


def _publish_expression(target: Expression, **said: Any) -> None:
    publish_expression(expression=target, accepted_by=None, **said)


_KEPT = {
    kept.family: kept
    for kept in (
        Kept(
            family="offres",
            target=Proposal.Target.OFFER,
            log=PageLog(read=_read_offer),
            veil=offer_veil,
            publish=_publish_offer,
            find=lambda name: kind_named(Proposal.Target.OFFER).find(name),
        ),
        Kept(
            family="structures",
            target=Proposal.Target.STRUCTURE,
            log=RecordLog(Proposal.Target.STRUCTURE, structure_snapshot, related=("commune",)),
            veil=structure_veil,
            publish=_publish_structure,
            find=lambda name: kind_named(Proposal.Target.STRUCTURE).find(name),
            has_notes=True,
        ),
        Kept(
            family="besoins",
            target=Proposal.Target.NEED_PAGE,
            log=PageLog(read=_read_need_page),
            veil=no_veil,
            publish=_publish_need_page,
            find=_find_need_page,
        ),
        Kept(
            family="expressions",
            target=Proposal.Target.EXPRESSION,
            log=RecordLog(Proposal.Target.EXPRESSION, _read_expression, related=("need",)),
            veil=no_veil,
            publish=_publish_expression,
            find=_find_expression,
            has_notes=True,
        ),
    )
}

"""What a source and people here both changed: asked of an animator, as one proposal a page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from contributions.applying import audit, close_proposal
from contributions.due import set_due
from contributions.imports.context import Context
from contributions.imports.merging import Merged
from contributions.keeping import identify, keep_version
from contributions.models import ImportRow, ImportRun, Proposal
from contributions.rebasing import content_hash
from contributions.states import Verb
from contributions.targets import TargetKind, kind_named, kind_of
from offers.exchange.records import ServiceRecord, StructureRecord
from offers.models import Source

Record = ServiceRecord | StructureRecord
# Of a target: its source's key and its own.
Waiting = Mapping[tuple[int, int], Proposal]


def waiting_proposals(
    target_kind: str, ids: Sequence[int], *, lock: bool
) -> dict[tuple[int, int], Proposal]:
    """What sources still ask of these targets. Locked before the targets, as who accepts does."""
    column = kind_named(target_kind).column
    rows = Proposal.objects.open().filter(
        imported_from__isnull=False, part_of=None, **{f"{column}__in": list(ids)}
    )
    rows = rows.select_for_update(of=("self",)) if lock else rows
    return {
        (proposal.imported_from_id, getattr(proposal, f"{column}_id")): proposal
        for proposal in rows.order_by("pk")
        if proposal.imported_from_id is not None
    }


def settle(
    target_kind: str,
    target: Any,
    merged: Merged,
    record: Record,
    context: Context,
    *,
    waiting: Waiting,
) -> None:
    """Ask what is disputed now, and take back what the source no longer wants.

    A proposal of the same source that still waits becomes its next version.
    """
    source = context.writable(record.source)
    if merged.asked:
        _note(target_kind, target, merged, record, context)
    if not context.writes:
        return
    before = waiting.get((source.pk, target.pk))
    asked = before.changes if before else {}
    still = {name: value for name, value in merged.differs.items() if name in asked}
    changes = {**still, **merged.asked}
    if before is not None and not changes:
        _withdraw(before, context)
    elif changes and (before is None or changes != before.changes):
        proposal = before or _new(target_kind, target, source)
        _write(proposal, target, merged, changes, record, context)


def _note(target_kind: str, target: Any, merged: Merged, record: Record, context: Context) -> None:
    is_offer = target_kind == Proposal.Target.OFFER
    kind = ImportRow.Kind.SERVICES if is_offer else ImportRow.Kind.STRUCTURES
    context.report.of(kind).conflicts += 1
    context.note(
        kind,
        record.row,
        record.source_id,
        ImportRow.Action.CONFLICT,
        title=str(target),
        changes={name: [merged.fields[name], value] for name, value in merged.asked.items()},
        target=target,
    )


def _new(target_kind: str, target: Any, source: Source) -> Proposal:
    kind = kind_named(target_kind)
    return Proposal(
        target_kind=target_kind,
        imported_from=source,
        channel=Proposal.Channel.IMPORT,
        author_label=str(source)[:80],
        territory=kind.home_territory(target),
        **{kind.column: target},
    )


def _write(
    proposal: Proposal,
    target: Any,
    merged: Merged,
    changes: dict[str, Any],
    record: Record,
    context: Context,
) -> None:
    is_new = proposal.pk is None
    _fill(proposal, kind_of(proposal), target, dict(merged.fields), changes)
    proposal.summary = _summary(changes, merged)
    identify(proposal)
    if record.source_url:
        proposal.sources = [{"url": record.source_url, "date": "", "quote": ""}]
    proposal.save()
    keep_version(proposal)
    audit(proposal, "proposal.opened" if is_new else "proposal.renewed", actor=context.user)


def _fill(
    proposal: Proposal,
    kind: TargetKind,
    target: Any,
    live: dict[str, Any],
    changes: dict[str, Any],
) -> None:
    risk = kind.assess(target, live, {**live, **changes})
    proposal.version += 1 if proposal.pk else 0
    proposal.state = Proposal.State.PENDING
    proposal.base_snapshot, proposal.base_hash = live, content_hash(live)
    proposal.changes = changes
    proposal.risk, proposal.risk_reasons = risk.level, risk.reasons
    set_due(proposal, at=timezone.now())


def _summary(changes: dict[str, Any], merged: Merged) -> str:
    if merged.held.issuperset(changes):
        return _("The source changed this, which is protected here: should the page say it?")
    return _("The source changed this, and so did people here: which is right?")


def _withdraw(proposal: Proposal, context: Context) -> None:
    close_proposal(proposal, verb=Verb.WITHDRAW, at=context.now)
    audit(proposal, "proposal.withdrawn", actor=context.user)


def withdraw_disputes(run: ImportRun, *, actor: Any) -> int:
    """Take back what a run that is undone asked, where nothing was asked since; how many."""
    rows = run.rows.filter(action=ImportRow.Action.CONFLICT)
    asked = Proposal.objects.open().filter(imported_from__isnull=False)
    mine = asked.filter(offer__in=rows.values("offer")) | asked.filter(
        structure__in=rows.values("structure")
    )
    count = 0
    for proposal in mine.order_by("pk").select_for_update(of=("self",)):
        said_at = proposal.versions.values_list("at", flat=True).last()
        if said_at and run.created_at <= said_at <= (run.finished_at or timezone.now()):
            close_proposal(proposal, verb=Verb.WITHDRAW, at=timezone.now())
            audit(proposal, "proposal.withdrawn", actor=actor)
            count += 1
    return count

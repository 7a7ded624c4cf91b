"""What a source and people here both changed: asked of an animator, as one proposal a page."""

from typing import Any

from django.utils.translation import gettext as _

from contributions.asking import sameness
from contributions.imports.context import Context
from contributions.imports.merging import Merged
from contributions.models import ImportRow, Proposal, ProposalVersion
from contributions.previews import content_hash
from contributions.services import audit
from contributions.targets import TargetKind, kind_of
from offers.exchange.records import ServiceRecord, StructureRecord

Action = ImportRow.Action


def ask(
    target_kind: str,
    target: Any,
    merged: Merged,
    record: ServiceRecord | StructureRecord,
    context: Context,
) -> None:
    """Propose what the source wants, on the page as it will be once this import is written.

    A proposal of the same source that still waits is rewritten as its next version: it says what
    the source says now.
    """
    kind_name = "services" if target_kind == Proposal.Target.OFFER else "structures"
    context.note(
        kind_name,
        record.row,
        record.source_id,
        Action.CONFLICT,
        title=str(target),
        changes={name: [merged.fields[name], value] for name, value in merged.asked.items()},
        **{"offer" if target_kind == Proposal.Target.OFFER else "structure": target},
    )
    if context.writes:
        _propose(target_kind, target, merged, record, context)


def _propose(
    target_kind: str,
    target: Any,
    merged: Merged,
    record: ServiceRecord | StructureRecord,
    context: Context,
) -> None:
    source = context.source(record.source)
    kind = kind_of(Proposal(target_kind=target_kind))
    waiting = (
        Proposal.objects.open()
        .select_for_update(of=("self",))
        .filter(imported_from=source, **{kind.column: target})
        .first()
    )
    proposal = waiting or Proposal(
        target_kind=target_kind,
        imported_from=source,
        author_label=str(source)[:80],
        territory=kind.home_territory(target),
        **{kind.column: target},
    )
    still = {n: v for n, v in proposal.changes.items() if n in merged.differs} if waiting else {}
    _write(proposal, kind, target, merged, {**still, **merged.asked})
    if record.source_url:
        proposal.sources = [{"url": record.source_url, "date": "", "quote": ""}]
    proposal.save()
    ProposalVersion.objects.create(
        proposal=proposal,
        number=proposal.version,
        changes=proposal.changes,
        base_snapshot=proposal.base_snapshot,
        summary=proposal.summary,
    )
    audit(proposal, "proposal.renewed" if waiting else "proposal.opened", actor=context.user)
    context.asked[proposal.territory_id] = context.asked.get(proposal.territory_id, 0) + 1


def _write(
    proposal: Proposal, kind: TargetKind, target: Any, merged: Merged, changes: dict[str, Any]
) -> None:
    live = dict(merged.fields)
    risk = kind.assess(target, live, {**live, **changes})
    proposal.version += 1 if proposal.pk else 0
    proposal.state = Proposal.State.PENDING
    proposal.base_snapshot, proposal.base_hash = live, content_hash(live)
    proposal.changes = changes
    proposal.risk, proposal.risk_reasons = risk.level, risk.reasons
    proposal.summary = _("The source changed this, and so did people here: which is right?")
    proposal.dedupe_hash = sameness(
        target=proposal.target_kind, target_id=target.pk, base=live, changes=changes
    )

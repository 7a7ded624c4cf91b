"""The rows of a file by the batch: who they are about, and which need no further look."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from django.utils.translation import gettext as _

from contributions.imports.context import Context
from contributions.models import ImportRow
from offers.exchange.records import (
    Identity,
    Problem,
    RefusedRow,
    ServiceRecord,
    StructureRecord,
)
from offers.exchange.rows import Kind, RawRow
from offers.models import Source


class Origin(Protocol):
    """What both kinds of provenance keep of the record they come from."""

    @property
    def content_hash(self) -> str: ...
    @property
    def gone_at(self) -> Any: ...


OriginT = TypeVar("OriginT", bound=Origin)
Record = Identity | StructureRecord | ServiceRecord


@dataclass(slots=True)
class Batch(Generic[OriginT]):
    """Rows that say something new, each with its identity; `origins` are those known here."""

    kind: Kind
    rows: list[tuple[RawRow, Identity]] = field(default_factory=list)
    origins: dict[tuple[str, str], OriginT] = field(default_factory=dict)

    def origin(self, record: Record) -> OriginT | None:
        return self.origins.get((record.source, record.source_id))


def identified(
    raws: Sequence[RawRow], kind: Kind, context: Context
) -> Iterator[tuple[RawRow, Identity]]:
    """Rows of sources this run may write; the others are refused."""
    for raw in raws:
        identity = context.parser.identify(raw, kind)
        if identity is None:
            continue
        if isinstance(identity, RefusedRow):
            refuse(identity, context)
            continue
        context.seen[kind].setdefault(identity.source, set()).add(identity.source_id)
        if context.source(identity.source) is None:
            refuse(_foreign(identity, raw, kind), context)
        elif (kind, raw.number) not in context.left_out:
            yield raw, identity


def mark_seen(raws: Sequence[RawRow], kind: Kind, context: Context) -> None:
    """Rows that an interrupted run had settled: they are in the file, and that is all."""
    for raw in raws:
        identity = context.parser.identify(raw, kind)
        if isinstance(identity, Identity):
            context.seen[kind].setdefault(identity.source, set()).add(identity.source_id)


def _foreign(identity: Identity, raw: RawRow, kind: Kind) -> RefusedRow:
    reason = _("This row is of another source than the one you import.")
    problem = Problem("source", identity.source, reason)
    return RefusedRow(kind, raw.number, identity.source, identity.source_id, (problem,))


def refuse(row: RefusedRow, context: Context, *, action: str = ImportRow.Action.REFUSE) -> None:
    """Count a refusal, and keep it with what to mend."""
    context.report.refuse(row)
    context.note(
        row.kind,
        row.row,
        row.source_id[:120],
        action,
        problems=[
            {"field": p.field, "value": p.value, "reason": p.reason, "suggestion": p.suggestion}
            for p in row.problems
        ],
    )


def changed_rows(
    found: Sequence[tuple[RawRow, Identity]],
    kind: Kind,
    origins: Mapping[tuple[str, str], OriginT],
    context: Context,
) -> Batch[OriginT]:
    """Leaves out the rows whose hash says that nothing is new since the last import."""
    batch: Batch[OriginT] = Batch(kind, origins=dict(origins))
    for raw, identity in found:
        origin = batch.origin(identity)
        if (
            origin is not None
            and origin.content_hash == identity.content_hash
            and origin.gone_at is None
        ):
            context.report.of(kind).unchanged += 1
        else:
            batch.rows.append((raw, identity))
    return batch


def by_source(
    found: Sequence[tuple[RawRow, Identity]], context: Context
) -> Iterator[tuple[Source, list[str]]]:
    """The saved sources of a batch, with the ids of their rows."""
    ids: dict[str, list[str]] = {}
    for _raw, identity in found:
        ids.setdefault(identity.source, []).append(identity.source_id)
    for key, external_ids in ids.items():
        source = context.source(key)
        if source is not None and source.pk is not None:
            yield source, external_ids

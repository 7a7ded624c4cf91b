"""The services of a file, by the batch: read, then new offers and changed ones apart."""

from collections.abc import Sequence

from django.db.models import Q

from contributions.imports.batches import Batch, by_source, changed_rows, identified, refuse
from contributions.imports.changed_services import change_offers
from contributions.imports.context import Context
from contributions.imports.new_services import create_offers
from offers.exchange.records import Identity, RefusedRow, ServiceRecord
from offers.exchange.rows import Kind, RawRow
from offers.models import Provenance

KIND: Kind = "services"


def write_services(raws: Sequence[RawRow], context: Context) -> None:
    """Bring one batch; the caller's transaction holds the sources' locks."""
    found = list(identified(raws, KIND, context))
    context.lock(identity.source for _raw, identity in found)
    batch = changed_rows(found, KIND, _origins(found, context), context)
    records = _parsed(batch, context)
    create_offers([record for record in records if batch.origin(record) is None], context)
    change_offers([(r, o) for r in records if (o := batch.origin(r)) is not None], context)


def _origins(
    found: Sequence[tuple[RawRow, Identity]], context: Context
) -> dict[tuple[str, str], Provenance]:
    wanted = Q(pk__in=[])
    for source, ids in by_source(found, context):
        wanted |= Q(source=source, external_id__in=ids)
    rows = Provenance.objects.filter(wanted).select_related("source")
    return {(row.source.key, row.external_id): row for row in rows}


def _parsed(batch: Batch[Provenance], context: Context) -> list[ServiceRecord]:
    records = []
    for record in context.parser.services([raw for raw, _identity in batch.rows]):
        if isinstance(record, RefusedRow):
            refuse(record, context)
        else:
            context.report.warn(record.warnings)
            records.append(record)
    return records

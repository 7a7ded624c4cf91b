"""Keeping the index true.

On SQLite and PostgreSQL the documents are rows of the same database, so they are written in the
transaction that changes the offer: what is published is searchable at once, what is rolled back
never was, and nothing can be lost between two stores. A row of the outbox goes with them, for what
follows them elsewhere: the columns in each process's memory.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from offers.models import PublicOffer
from search.documents import DOCUMENT_VERSION, documents_of
from search.engines.current import engine
from search.models import SearchChange, SearchDocument

BATCH = 500


@transaction.atomic
def index_offers(*, offer_ids: Collection[int], rows: Sequence[PublicOffer] | None = None) -> int:
    """Index the live ones of the offers in their current state, forget the others. Idempotent.

    `rows` are their public rows when the caller just wrote them. Returns how many are indexed.
    """
    if rows is None:
        rows = list(PublicOffer.objects.live().filter(pk__in=offer_ids))
    documents = documents_of(rows)
    live = {document.offer_id for document in documents}
    engine().remove([offer_id for offer_id in offer_ids if offer_id not in live])
    engine().index(documents)
    SearchChange.objects.create(offer_ids=list(offer_ids))
    return len(documents)


def offers_changed_receiver(
    *, offer_ids: list[int], rows: Sequence[PublicOffer] | None = None, **_signal: Any
) -> None:
    """Of `offers.signals.offers_changed`, inside the transaction of the change."""
    if rows is not None:
        index_offers(offer_ids=offer_ids, rows=rows)
        return
    for batch in _batches(offer_ids):
        index_offers(offer_ids=batch)


@transaction.atomic
def rebuild_index() -> int:
    """Index every live offer again, forget all others; meanwhile searches use what stands."""
    live = list(PublicOffer.objects.live().order_by("pk").values_list("pk", flat=True))
    SearchDocument.objects.exclude(offer__state="live").delete()
    indexed = sum(index_offers(offer_ids=batch) for batch in _batches(live))
    engine().rebuild()
    return indexed


@dataclass(frozen=True, slots=True)
class Drift:
    """Offers without a document, with one of another version or analysis, documents of none."""

    missing: int
    stale: int
    orphaned: int

    @property
    def is_none(self) -> bool:
        return not (self.missing or self.stale or self.orphaned)


def drift() -> Drift:
    documents = SearchDocument.objects.all()
    current = documents.filter(
        document_version=DOCUMENT_VERSION, offer_version=F("offer__version"), offer__state="live"
    )
    return Drift(
        missing=PublicOffer.objects.live().filter(search_document=None).count(),
        stale=documents.filter(offer__state="live").exclude(pk__in=current).count(),
        orphaned=documents.exclude(offer__state="live").count(),
    )


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]

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
from django.db.models import F, Q, QuerySet

from offers.models import PublicOffer
from offers.models.structures import PageState
from search.documents import DOCUMENT_VERSION, documents_of
from search.engines.current import engine
from search.models import SearchChange, SearchDocument

BATCH = 500


@transaction.atomic(savepoint=False)
def index_offers(*, offer_ids: Collection[int], rows: Sequence[PublicOffer] | None = None) -> int:
    """Index the live ones of the offers in their current state, forget the others. Idempotent.

    `rows` are their public rows when the caller just wrote them. Returns how many are indexed.
    """
    if rows is None:
        rows = _locked(offer_ids)
    documents = documents_of(rows)
    live = {document.offer_id for document in documents}
    engine().remove([offer_id for offer_id in offer_ids if offer_id not in live])
    engine().index(documents)
    SearchChange.objects.create(offer_ids=list(offer_ids))
    return len(documents)


def _locked(offer_ids: Collection[int]) -> list[PublicOffer]:
    """The live ones. Who publishes locks the offer before its document: so must who indexes many,
    or each waits for the other."""
    rows = PublicOffer.objects.filter(pk__in=offer_ids).order_by("pk").select_for_update()
    return [row for row in rows if row.state == PageState.LIVE]


def offers_changed_receiver(
    *, offer_ids: list[int], rows: Sequence[PublicOffer] | None = None, **_signal: Any
) -> None:
    """Of `offers.signals.offers_changed`, inside the transaction of the change."""
    if rows is not None:
        index_offers(offer_ids=offer_ids, rows=rows)
        return
    for batch in _batches(offer_ids):
        index_offers(offer_ids=batch)


def doubt_changed_receiver(*, offer_ids: list[int], **_signal: Any) -> None:
    """Of `contributions.signals.doubt_changed`: no document changes, the columns are to follow."""
    SearchChange.objects.create(offer_ids=offer_ids)


def rebuild_index() -> int:
    """Index every live offer again, forget all others. Returns how many are indexed.

    Batch by batch, each in a transaction: searches go on with what stands, people go on publishing,
    and what they publish meanwhile is indexed by themselves.
    """
    _forget_orphans()
    live = list(PublicOffer.objects.live().order_by("pk").values_list("pk", flat=True))
    indexed = sum(index_offers(offer_ids=batch) for batch in _batches(live))
    engine().rebuild()
    return indexed


def reconcile_index() -> int:
    """Index what is missing or stale, forget what is no longer live. Returns how many offers."""
    wrong = [*_missing().values_list("pk", flat=True), *_stale().values_list("pk", flat=True)]
    for batch in _batches(sorted(wrong)):
        index_offers(offer_ids=batch)
    return len(wrong) + _forget_orphans()


def _forget_orphans() -> int:
    orphans = list(_orphaned().values_list("pk", flat=True))
    for batch in _batches(orphans):
        index_offers(offer_ids=batch)
    return len(orphans)


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
    return Drift(missing=_missing().count(), stale=_stale().count(), orphaned=_orphaned().count())


def _missing() -> QuerySet[PublicOffer]:
    return PublicOffer.objects.live().filter(search_document=None)


def _stale() -> QuerySet[SearchDocument]:
    current = Q(document_version=DOCUMENT_VERSION, offer_version=F("offer__version"))
    return SearchDocument.objects.filter(offer__state=PageState.LIVE).exclude(current)


def _orphaned() -> QuerySet[SearchDocument]:
    return SearchDocument.objects.exclude(offer__state=PageState.LIVE)


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]

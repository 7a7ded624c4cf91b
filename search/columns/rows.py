"""The documents as the columns read them, from the database."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from search.facts import Facts
from search.models import SearchDocument

_FIELDS = (
    "offer_id",
    "offer__structure_id",
    "offer__latitude",
    "offer__longitude",
    "offer__is_remote",
    "offer__home_territory__path",
    "offer__commune__path",
    "offer__verified_at",
    "offer__modified_at",
    "offer__doubt__until",
    "title_tokens",
    "facts",
)
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """`path`: where it is, the commune when it is shown, else the territory it belongs to. `title`:
    its stems."""

    offer_id: int
    structure_id: int
    latitude: float | None
    longitude: float | None
    is_remote: bool
    path: str
    verified_at: datetime | None
    modified_at: datetime
    title: str
    facts: Facts
    doubted_until: datetime | None = None


def read_rows(offer_ids: Collection[int] | None = None) -> Iterator[Row]:
    """Every document, or those of some offers, by offer."""
    documents = SearchDocument.objects.filter(offer__state="live").order_by("offer_id")
    if offer_ids is not None:
        documents = documents.filter(pk__in=offer_ids)
    for values in documents.values_list(*_FIELDS).iterator(chunk_size=_AT_ONCE):
        offer, structure, latitude, longitude, remote, home, commune, *rest, title, facts = values
        verified, modified, doubted = rest
        yield Row(
            offer,
            structure,
            latitude,
            longitude,
            remote,
            commune or home,
            verified,
            modified,
            title,
            cast("Facts", facts),
            doubted,
        )

"""A new index made beside the one that is searched, then put in its place in one call.

While it is made it is written to as well, so that no change is lost; numbers of versions keep an
older copy from covering a newer write. When the call is over, no question is asked of the old one
any more, and it goes: it would keep what was erased since.
"""

import time
from collections.abc import Iterator

from django.utils import timezone

from offers.models import PublicOffer
from search.engines.base import EngineError
from search.engines.elasticsearch.client import client, patient_client, server_errors
from search.engines.elasticsearch.mapping import (
    alias,
    all_names,
    index_body,
    is_ours,
    new_name,
    written,
)
from search.engines.elasticsearch.writing import own_alias, send_to

BATCH = 500
# Questions asked of the old index just before it was replaced are over by then.
LAST_ANSWERS_SECONDS = 3


class Unfinished(EngineError):
    """The new index does not hold what it should: the old one stays."""


def build() -> int:
    """How many offers the new index holds. Raises EngineError, and then the old index stays."""
    with server_errors():
        index = new_name(timezone.now())
        _make(index)
        refused = [offer_id for batch in live_batches() for offer_id in send_to(index, batch)]
        indices = patient_client().indices
        indices.refresh(index=own_alias(index))
        if refused:
            raise Unfinished(f"{len(refused)} offers were refused")
        held = int(patient_client().count(index=own_alias(index))["count"])
        indices.forcemerge(index=own_alias(index), max_num_segments=1)
        _replace(index)
        return held


def expunge() -> None:
    """Let nothing of what was removed or replaced a minute ago stay in the files of the index.

    Until then the server holds it for a copy that may have been away.
    """
    indices = patient_client().indices
    with server_errors():
        indices.flush(index=alias())
        indices.forcemerge(index=alias(), only_expunge_deletes=True)


def refresh() -> None:
    """Let what was written be found at once, rather than in a second."""
    with server_errors():
        patient_client().indices.refresh(index=written())


def searched() -> list[str]:
    """The index that is searched; none before the first was made."""
    known = client().options(ignore_status=404).indices.get_alias(name=alias())
    return [] if known.meta.status == 404 else sorted(known.body)


def _make(index: str) -> None:
    aliases: dict[str, dict[str, str]] = {written(): {}, own_alias(index): {}}
    patient_client().indices.create(
        index=index, **index_body(), aliases=aliases, wait_for_active_shards=1
    )


def live_batches() -> Iterator[list[int]]:
    """The offers that the index is to hold, some at a time."""
    live = list(PublicOffer.objects.live().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(live), BATCH):
        yield live[start : start + BATCH]


def _replace(index: str) -> None:
    """In one call; then what was searched goes, and what others began and never finished."""
    old = [name for name in _all_ours() if name != index]
    removed = [{"remove": {"index": name, "alias": "*"}} for name in old]
    patient_client().indices.update_aliases(
        actions=[{"add": {"index": index, "alias": alias()}}, *removed]
    )
    if old:
        time.sleep(LAST_ANSWERS_SECONDS)
        patient_client().options(ignore_status=404).indices.delete(index=old)


def _all_ours() -> list[str]:
    found = patient_client().indices.get(index=all_names(), features="aliases").body
    return sorted(filter(is_ours, found))

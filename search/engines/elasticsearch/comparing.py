"""The index compared with the database, document by document, by the digest of each."""

from collections.abc import Iterator

from elasticsearch.dsl import Search

from search.engines.elasticsearch.building import live_batches
from search.engines.elasticsearch.client import patient_client, server_errors
from search.engines.elasticsearch.documents import bodies
from search.engines.elasticsearch.mapping import alias
from search.engines.outside import Differences

AT_ONCE = 2_000


def differences() -> Differences:
    """Raises EngineError."""
    with server_errors():
        held = dict(_held())
    live = dict(_live())
    both = held.keys() & live.keys()
    return Differences(
        missing=frozenset(live.keys() - held.keys()),
        stale=frozenset(offer_id for offer_id in both if held[offer_id] != live[offer_id]),
        orphaned=frozenset(held.keys() - live.keys()),
    )


def _held() -> Iterator[tuple[int, str]]:
    """Every document's offer and digest, from one state of the index."""
    patient = patient_client()
    patient.indices.refresh(index=alias())
    search = (
        Search()
        .sort("offer_id")
        .extra(size=AT_ONCE, docvalue_fields=["offer_id", "stamp"], stored_fields="_none_")
    )
    state = patient.open_point_in_time(index=alias(), keep_alive="1m")["id"]
    after: list[int] = []
    while True:
        further = {"search_after": after} if after else {}
        pit = {"pit": {"id": state, "keep_alive": "1m"}}
        hits = patient.search(body={**search.to_dict(), **pit, **further})["hits"]["hits"]
        yield from ((hit["fields"]["offer_id"][0], hit["fields"]["stamp"][0]) for hit in hits)
        if len(hits) < AT_ONCE:
            break
        after = [hits[-1]["fields"]["offer_id"][0]]
    patient.close_point_in_time(id=state)


def _live() -> Iterator[tuple[int, str]]:
    for batch in live_batches():
        yield from ((offer_id, body["stamp"]) for offer_id, body in bodies(batch).items())

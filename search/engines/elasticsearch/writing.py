"""Offers written to the server: many at once, the newest state last, each answer looked at."""

from collections.abc import Collection, Iterable, Iterator
from http import HTTPStatus
from typing import Any

from elasticsearch.helpers import streaming_bulk

from search.engines.base import EngineError
from search.engines.elasticsearch.client import patient_client, server_errors
from search.engines.elasticsearch.documents import bodies
from search.engines.elasticsearch.mapping import written
from search.models import SearchSending

# When the server has no room for more it says so: the same is tried again, after a longer wait.
TRIES = 6
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 20
MOST_BYTES = 8_000_000
_FOR_NOTHING = {HTTPStatus.CONFLICT, HTTPStatus.BAD_REQUEST}


class Unwritten(EngineError):
    """The index takes nothing now."""


def send(offer_ids: Collection[int]) -> list[int]:
    """Write the offers as they are now wherever they are to be; answers those that were refused.

    Raises EngineError when the server is away, or there is no index that takes them.
    """
    with server_errors():
        refused: set[int] = set()
        for index in indexes_written():
            refused |= set(send_to(index, offer_ids))
    return sorted(refused)


def send_to(index: str, offer_ids: Collection[int]) -> list[int]:
    """The same, to one index."""
    results = list(_results(_actions(index, offer_ids)))
    for result in results:
        if not _is_settled(result):
            raise Unwritten(f"status {result['status']}")
    return [int(each["_id"]) for each in results if each["status"] == HTTPStatus.BAD_REQUEST]


def indexes_written() -> list[str]:
    """Raises NotFoundError when there is none."""
    return sorted(patient_client().indices.get_alias(name=written()).body)


def own_alias(index: str) -> str:
    """Writing through an alias never makes an index that is gone again."""
    return f"{index}-only"


def _actions(index: str, offer_ids: Collection[int]) -> Iterator[dict[str, Any]]:
    """The number is taken before the offers are read: of two that send the same one, who read it
    last has the larger, and the server keeps that."""
    number = SearchSending.objects.create().pk
    found = bodies(offer_ids)
    for offer_id in offer_ids:
        action = {
            "_index": own_alias(index),
            "_id": str(offer_id),
            "version": number,
            "version_type": "external",
            "require_alias": True,
        }
        if offer_id in found:
            yield {**action, "_op_type": "index", "_source": found[offer_id]}
        else:
            yield {**action, "_op_type": "delete"}


def _results(actions: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for _ok, result in streaming_bulk(
        patient_client(),
        actions,
        max_chunk_bytes=MOST_BYTES,
        max_retries=TRIES,
        initial_backoff=FIRST_WAIT_SECONDS,
        max_backoff=LONGEST_WAIT_SECONDS,
        raise_on_error=False,
    ):
        yield next(iter(result.values()))


def _is_settled(result: dict[str, Any]) -> bool:
    """Written, or for nothing: something newer is there, what was to go is not there, or it is the
    offer that is at fault. An index that is gone, closed to writing or full may take it later."""
    status: int = result["status"]
    if status == HTTPStatus.NOT_FOUND:
        return "error" not in result
    return status < HTTPStatus.MULTIPLE_CHOICES or status in _FOR_NOTHING

"""The one client of this process, and what its failures are called here."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.conf import settings
from elasticsearch import (
    ApiError,
    Elasticsearch,
    OrjsonSerializer,
    SerializationError,
    TransportError,
)

from search.engines.base import EngineError

# Seconds. A whole index is written and refreshed with more patience than a search has.
WRITE_TIMEOUT = 120


@contextmanager
def server_errors() -> Iterator[None]:
    """The reason is not passed on: a server quotes what was asked."""
    try:
        yield
    except (ApiError, TransportError, SerializationError) as error:
        raise EngineError(type(error).__name__) from None


def client() -> Elasticsearch:
    """Its connections belong to the process: one that is forked makes its own."""
    return _client(os.getpid())


def patient_client() -> Elasticsearch:
    return client().options(request_timeout=WRITE_TIMEOUT)


@cache
def _client(_process: int) -> Elasticsearch:
    """A node that does not answer is left alone for a while; another one is asked at once."""
    nodes = settings.ELASTICSEARCH_NODES
    trusted: dict[str, Any] = {}
    if settings.ELASTICSEARCH_CA_FILE:
        trusted["ca_certs"] = settings.ELASTICSEARCH_CA_FILE
    return Elasticsearch(
        nodes,
        api_key=settings.ELASTICSEARCH_API_KEY or None,
        request_timeout=settings.ELASTICSEARCH_TIMEOUT,
        max_retries=len(nodes) - 1,
        retry_on_timeout=False,
        retry_on_status=(),
        serializer=OrjsonSerializer(),
        **trusted,
    )


def forget() -> None:
    """Make a new client at the next question: for settings that changed."""
    _client.cache_clear()

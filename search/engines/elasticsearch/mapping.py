"""What an index is made of, and how its name tells which shape it has."""

import hashlib
import json
import re
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from elasticsearch.dsl import Document, analyzer
from elasticsearch.dsl.field import (
    Binary,
    Boolean,
    Float,
    GeoPoint,
    Integer,
    Keyword,
    Long,
    Text,
)

from search.documents import DOCUMENT_VERSION
from search.engines.base import COLUMN_WEIGHTS

# Raised when documents are to be written again though the mapping is the same.
_SHAPE = 1

# Tokens come ready from search.analysis.
READY = analyzer("whitespace")
# How long a deletion is remembered, so that an older write of the same offer does not undo it.
REMEMBERED = "1h"
PREFIXES = {"min_chars": 1, "max_chars": 8}


def _tokens(**options: Any) -> Text:
    """Held or not: neither where, nor how often."""
    return Text(analyzer=READY, index_options="docs", norms=False, **options)


class OfferDocument(Document):
    """`words`: all its tokens, those that count more written as often as they count, so that the
    one BM25 over it is that of weighted columns. `inside`: the paths of the territories it lies in.
    `opening`: the number of its hours on the clock of its place. `fresh`: checked, then changed, in
    days; larger is fresher. `checked`: what its check is worth beside an old one. `standing`: what
    it is worth whatever is asked. `facts`: what the ranker reads of a hit. `stamp`: the digest of
    it all.
    """

    offer_id = Integer()
    words = Text(analyzer=READY, index_options="freqs")
    names = _tokens()
    title = _tokens(index_prefixes=PREFIXES)
    needs = Keyword()
    fee = Keyword()
    audiences = Keyword()
    service_types = Keyword()
    modes = Keyword()
    languages = Keyword()
    coverage = Keyword()
    inside = Keyword()
    point = GeoPoint()
    is_remote = Boolean()
    has_coverage = Boolean()
    hours = Keyword()
    opening = Long()
    checked = Float()
    fresh = Integer()
    standing = Float()
    facts = Binary(doc_values=True)
    stamp = Keyword(index=False)


def index_body() -> dict[str, Any]:
    mapping = OfferDocument._doc_type.mapping.to_dict()  # noqa: SLF001 the DSL has no other way
    # The documents can be made again: only what is searched or read is kept.
    return {
        "mappings": {**mapping, "dynamic": "strict", "_source": {"enabled": False}},
        "settings": {
            "number_of_shards": settings.ELASTICSEARCH_SHARDS,
            "number_of_replicas": settings.ELASTICSEARCH_REPLICAS,
            "gc_deletes": REMEMBERED,
            # However little was removed, it goes when it is to be forgotten.
            "merge.policy.expunge_deletes_allowed": 0,
        },
    }


@cache
def schema() -> str:
    """Another one for every change of what documents are made of."""
    body = [index_body()["mappings"], COLUMN_WEIGHTS, DOCUMENT_VERSION, _SHAPE]
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:8]


def alias() -> str:
    """What is searched: of this schema only, so that a version of the site that writes other
    documents finds no index rather than a wrong one."""
    return f"{_prefix()}-{schema()}"


def written() -> str:
    """What is written to: the index that is searched, and the one that is being made."""
    return f"{alias()}-written"


def new_name(at: datetime) -> str:
    return f"{alias()}-{at:%Y%m%d%H%M%S%f}"


def all_names() -> str:
    """A pattern of the indexes of this site, whatever their schema."""
    return f"{_prefix()}-*"


def is_ours(name: str) -> bool:
    return bool(re.fullmatch(re.escape(_prefix()) + r"-[0-9a-f]{8}-\d+", name))


def _prefix() -> str:
    return f"{settings.ELASTICSEARCH_INDEX}-offers"

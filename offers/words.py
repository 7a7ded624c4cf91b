"""The needs and terms in memory: some hundred rows, named several times by every page.

A row that is saved is read again at once in its process, and within REMEMBERED_SECONDS elsewhere.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.core.cache import cache

from offers.models import Need, Term

REMEMBERED_SECONDS = 60
_KEY = "words-read"


@dataclass(frozen=True, slots=True)
class Words:
    """Needs by code, in their order; terms by scheme and code. Shared: never to be changed."""

    needs: Mapping[str, Need]
    terms: Mapping[tuple[str, str], Term]

    def parts_of(self, categories: Collection[int]) -> list[Need]:
        """The current needs of these categories."""
        return [
            need
            for need in self.needs.values()
            if need.category_id in categories and need.replaced_by_id is None
        ]


_read: tuple[str, Words] | None = None


def words() -> Words:
    """Two queries when they are to be read again, else none."""
    global _read
    version, read = cache.get(_KEY), _read
    if read is None or read[0] != version:
        version = secrets.token_hex(8)
        read = (version, _from_database())
        cache.set(_KEY, version, REMEMBERED_SECONDS)
        _read = read
    return read[1]


def forget_words_receiver(**_signal: object) -> None:
    """Of a need or a term saved or deleted."""
    cache.delete(_KEY)


def _from_database() -> Words:
    needs = Need.objects.select_related("replaced_by")
    return Words(
        needs={need.code: need for need in needs},
        terms={(term.scheme, term.code): term for term in Term.objects.all()},
    )

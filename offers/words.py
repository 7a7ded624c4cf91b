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
    """Two queries when they are to be read again, else none.

    Processes that share a cache share the version: one that reads makes no other read again.
    """
    global _read
    version = str(cache.get_or_set(_KEY, _new_version, REMEMBERED_SECONDS))
    read = _read
    if read is None or read[0] != version:
        read = _read = (version, _from_database())
    return read[1]


def _new_version() -> str:
    return secrets.token_hex(8)


def forget_words() -> None:
    """They are read again when they are next asked for."""
    cache.delete(_KEY)


def forget_words_receiver(**_signal: object) -> None:
    """Of a need or a term saved or deleted."""
    forget_words()


def _from_database() -> Words:
    needs = Need.objects.select_related("replaced_by")
    return Words(
        needs={need.code: need for need in needs},
        terms={(term.scheme, term.code): term for term in Term.objects.all()},
    )

"""Addresses of results: needs, place, filters and the sealed sentence, never what was typed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote_plus

from django.urls import get_script_prefix, reverse

from search.engines.base import Sort
from search.filters import NO_FILTERS, Facet, Filters

# A page has some thirty addresses, which say much the same.
_quoted = lru_cache(1_000)(quote_plus)


@dataclass(frozen=True, slots=True)
class Address:
    needs: Sequence[str] = ()
    place: str = ""
    token: str = ""
    page: int = 1
    filters: Filters = NO_FILTERS
    sort: Sort = Sort.RELEVANCE
    after: int | None = None

    def __str__(self) -> str:
        said = [
            *(("besoin", code) for code in self.needs),
            ("lieu", self.place),
            *((facet.value, code) for facet in Facet for code in self.filters.of(facet)),
            ("tri", self.sort.value),
            ("t", self.token),
            ("page", str(self.page) if self.page > 1 else ""),
            ("apres", str(self.after or "")),
        ]
        query = "&".join([f"{name}={_quoted(value)}" for name, value in said if value])
        path = _path(get_script_prefix())
        return f"{path}?{query}" if query else path

    def without_need(self, code: str) -> str:
        return self._afresh(needs=[each for each in self.needs if each != code])

    def with_needs(self, *codes: str) -> str:
        return self._afresh(needs=codes)

    def at_place(self, uid: str) -> str:
        return self._afresh(place=uid)

    def with_filter(self, facet: Facet, code: str) -> str:
        return self._afresh(filters=self.filters.adding(facet, code))

    def without_filter(self, facet: Facet, code: str) -> str:
        return self._afresh(filters=self.filters.without(facet, code))

    def without_filters(self) -> str:
        return self._afresh(filters=NO_FILTERS)

    def sorted_by(self, sort: Sort) -> str:
        return self._afresh(sort=sort)

    def exactly(self) -> str:
        """The same sentence, read with its mistakes."""
        return f"{replace(self, needs=(), page=1, after=None)}&exact=1"

    def at_page(self, page: int) -> str:
        return str(replace(self, page=page, after=None))

    def past(self, cursor: int) -> str:
        """Past the offers that have pages."""
        return str(replace(self, page=1, after=cursor))

    def _afresh(self, **changes: Any) -> str:
        """Something else is asked: the first page of it."""
        return str(replace(self, page=1, after=None, **changes))


@cache
def _path(_script_prefix: str) -> str:
    return reverse("search:results")

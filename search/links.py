"""Addresses of results: needs, place, filters and the sealed sentence, never what was typed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from search.engines.base import Sort
from search.filters import NO_FILTERS, Facet, Filters


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
        fields = {
            "besoin": list(self.needs),
            "lieu": self.place,
            **{facet.value: list(self.filters.of(facet)) for facet in Facet},
            "tri": self.sort.value,
            "t": self.token,
            "page": self.page if self.page > 1 else "",
            "apres": self.after,
        }
        query = urlencode({name: value for name, value in fields.items() if value}, doseq=True)
        path = reverse("search:results")
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

"""Addresses of results: needs, place, filters and the sealed sentence, never what was typed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.http import urlencode

from search.filters import NO_FILTERS, Facet, Filters


@dataclass(frozen=True, slots=True)
class Address:
    needs: Sequence[str] = ()
    place: str = ""
    token: str = ""
    page: int = 1
    filters: Filters = NO_FILTERS

    def __str__(self) -> str:
        fields = {
            "besoin": list(self.needs),
            "lieu": self.place,
            **{facet.value: list(self.filters.of(facet)) for facet in Facet},
            "t": self.token,
            "page": self.page if self.page > 1 else "",
        }
        query = urlencode({name: value for name, value in fields.items() if value}, doseq=True)
        return f"{reverse('search:results')}?{query}" if query else reverse("search:results")

    def without_need(self, code: str) -> str:
        return str(replace(self, needs=[each for each in self.needs if each != code], page=1))

    def with_needs(self, *codes: str) -> str:
        return str(replace(self, needs=codes, page=1))

    def at_place(self, uid: str) -> str:
        return str(replace(self, place=uid, page=1))

    def with_filter(self, facet: Facet, code: str) -> str:
        return str(replace(self, filters=self.filters.adding(facet, code), page=1))

    def without_filter(self, facet: Facet, code: str) -> str:
        return str(replace(self, filters=self.filters.without(facet, code), page=1))

    def at_page(self, page: int) -> str:
        return str(replace(self, page=page))

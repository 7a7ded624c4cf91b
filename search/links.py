"""Addresses of results: needs, place, filters and the sealed sentence, never what was typed."""

from collections.abc import Callable, Iterable, Sequence
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
    """`is_narrowing`: whether what narrows the answers is shown beside them."""

    needs: Sequence[str] = ()
    place: str = ""
    token: str = ""
    page: int = 1
    filters: Filters = NO_FILTERS
    sort: Sort = Sort.RELEVANCE
    after: int | None = None
    is_narrowing: bool = False

    def __str__(self) -> str:
        page = ("page", str(self.page) if self.page > 1 else "")
        after = ("apres", str(self.after or ""))
        return _address(self._before(), self.filters, self._behind() + _query([page, after]))

    def _before(self) -> str:
        """What the address says before the filters, which most of a page's addresses share."""
        return _query([*(("besoin", code) for code in self.needs), ("lieu", self.place)])

    def _behind(self) -> str:
        narrowing = ("affiner", "1" if self.is_narrowing else "")
        return _query([("tri", self.sort.value), narrowing, ("t", self.token)])

    def without_need(self, code: str) -> str:
        return self._afresh(needs=[each for each in self.needs if each != code])

    def with_needs(self, *codes: str) -> str:
        return self._afresh(needs=codes)

    def at_place(self, uid: str) -> str:
        return self._afresh(place=uid)

    def narrowing(self) -> str:
        """The same answers, at what narrows them."""
        return f"{replace(self, is_narrowing=True)}#affiner"

    def toggles(self) -> Callable[[Facet, str], str]:
        """Gives the addresses with one filter more, or less when it is chosen already."""
        before, behind, filters = self._before(), self._behind(), self.filters

        def toggled(facet: Facet, code: str) -> str:
            is_chosen = code in filters.of(facet)
            changed = filters.without(facet, code) if is_chosen else filters.adding(facet, code)
            return _address(before, changed, behind)

        return toggled

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


def _query(said: Iterable[tuple[str, str]]) -> str:
    """Each part is closed by an &, so that they can be put one behind the other."""
    return "".join([f"{name}={_quoted(value)}&" for name, value in said if value])


def _address(before: str, filters: Filters, behind: str) -> str:
    narrowed = _query((facet.value, code) for facet in Facet for code in filters.of(facet))
    query, path = f"{before}{narrowed}{behind}"[:-1], _path(get_script_prefix())
    return f"{path}?{query}" if query else path


@cache
def _path(_script_prefix: str) -> str:
    return reverse("search:results")

"""Facet counts by plain SQL over the public rows, to check those of the columns against.

Whether an offer is open now is in its hours, which SQL cannot read: that facet is left out.
"""

# ruff: noqa: S608 only names of ours are put in the SQL; each value is a parameter

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice

from django.db import connection
from django.db.models import Count, F

from offers.models import Need, PublicOffer
from search.columns.table import FOR_EVERYONE
from search.engines.base import Counts, Inside, Query
from search.engines.current import engine
from search.engines.database import engine_errors, execute
from search.filters import NO_FILTERS, Facet, Filters
from territories.areas import EVERYWHERE, areas_of
from territories.models import Territory
from territories.models.places import Level

_LISTS: Mapping[Facet, str] = {
    Facet.AUDIENCE: "audiences",
    Facet.SERVICE_TYPE: "service_types",
    Facet.MODE: "reception_modes",
    Facet.LANGUAGE: "languages_spoken",
}
_COUNTED = (Facet.FEE, *_LISTS)
# The codes of a list of `data`, as rows of `said`.
_SAID = {
    "sqlite": "json_each(data, '$.{}') AS said",
    "postgresql": "jsonb_array_elements_text(data->'{}') AS said(value)",
}
_FOUND = """
    SELECT offer.offer_id, data FROM offers_publicoffer AS offer
    JOIN territories_territory AS home ON home.id = offer.home_territory_id
    LEFT JOIN territories_territory AS commune ON commune.id = offer.commune_id
    WHERE offer.state = 'live' AND offer.offer_id IN (
        SELECT answer.offer_id FROM offers_publicofferneed AS answer
        JOIN offers_need AS need ON need.id = answer.need_id
        LEFT JOIN offers_need AS category ON category.id = need.category_id
        WHERE need.code = %s OR category.code = %s
    )
"""
_REACHED = """
    AND (
        COALESCE(commune.path, home.path) LIKE %s
        OR offer.offer_id IN (SELECT offer_id FROM offers_publicoffercoverage WHERE uid IN ({}))
        OR (offer.is_remote AND offer.offer_id NOT IN (
            SELECT offer_id FROM offers_publicoffercoverage
        ))
    )
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many offers match, and of each code of a facet how many there would be with it."""

    total: int
    counts: Counts


@dataclass(frozen=True, slots=True)
class Question:
    need: str
    place: Inside | None = None
    filters: Filters = NO_FILTERS

    def __str__(self) -> str:
        where = self.place.path if self.place else "anywhere"
        return ", ".join([self.need, where, *(f"{facet}={code}" for facet, code in self.filters)])


@dataclass(frozen=True, slots=True)
class Checked:
    question: Question
    index: Counted
    sql: Counted

    @property
    def agrees(self) -> bool:
        return self.index == self.sql


def checked(questions: int) -> Iterator[Checked]:
    """Of so many needs, each in a place: asked without filters, then with two facets that some of
    the offers found have. Raises EngineError."""
    for number, bare in enumerate(islice(_questions(), questions)):
        counted = recounted(bare)
        yield Checked(bare, answered(bare), counted)
        narrowed = replace(bare, filters=_some_filters(counted.counts, number))
        yield Checked(narrowed, answered(narrowed), recounted(narrowed))


def answered(question: Question) -> Counted:
    """As the index says, but for what is open now."""
    query = Query(
        needs={question.need: 1.0}, where=question.place, filters=question.filters, limit=1
    )
    matches = engine().search(query)
    return Counted(matches.total, {facet: dict(matches.counts[facet]) for facet in _COUNTED})


def recounted(question: Question) -> Counted:
    """As the rows of public offers say."""
    found, params = _found(question)
    passing, more = _passing(question.filters)
    with engine_errors():
        [(total,)] = execute(
            f"WITH found AS ({found}) SELECT count(*) FROM found WHERE {passing}",
            [*params, *more],
        )
        counts = {facet: _counts(question, facet) for facet in _COUNTED}
    return Counted(total, counts)


def _questions() -> Iterator[Question]:
    """The needs that most offers answer, then the categories; anywhere, then in the departments
    where most people live; over and over."""
    live = PublicOffer.objects.live().order_by()
    needs = live.values_list("need_rows__need__code").annotate(many=Count("pk"))
    often = [code for code, _many in needs.order_by("-many", "need_rows__need__code") if code]
    categories = Need.objects.filter(category=None).order_by("code").values_list("code", flat=True)
    return map(Question, cycle([*often, *categories]), cycle(_places()))


def _places() -> Iterator[Inside | None]:
    yield None
    departments = Territory.objects.filter(level__in=(Level.DEPARTMENT, Level.PROVINCE))
    for each in departments.order_by(F("population").desc(nulls_last=True), "path"):
        yield Inside(each.path, areas_of(each).uids)


def _some_filters(counts: Counts, number: int) -> Filters:
    """Two codes of two facets, other ones from a question to the next."""
    facets = [facet for facet in _COUNTED if counts[facet]]
    first = number % max(1, len(facets))
    chosen = [*facets, *facets][first : first + 2]
    return Filters({facet: tuple(sorted(counts[facet])[:2]) for facet in chosen})


def _found(question: Question) -> tuple[str, list[str]]:
    """The live offers of the need that can be reached, with what their values stand for."""
    needs = [question.need, question.need]
    if question.place is None:
        return _FOUND, needs
    areas = [*question.place.areas, EVERYWHERE]
    reached = _REACHED.format(_marks(areas))
    return _FOUND + reached, [*needs, f"{question.place.path}%", *areas]


def _passing(filters: Filters, *, but: Facet | None = None) -> tuple[str, list[str]]:
    """What the filters let through, one facet left out."""
    chosen = [(facet, list(codes)) for facet, codes in filters.chosen.items() if facet != but]
    tests = [_has(facet, codes) for facet, codes in chosen]
    return " AND ".join(["1 = 1", *tests]), [code for _facet, codes in chosen for code in codes]


def _has(facet: Facet, codes: list[str]) -> str:
    if facet == Facet.FEE:
        return f"data->>'fee' IN ({_marks(codes)})"
    own = f"EXISTS (SELECT 1 FROM {_said(facet)} WHERE said.value IN ({_marks(codes)}))"
    return f"({own} OR {_for_everyone()})" if facet == Facet.AUDIENCE else own


def _for_everyone() -> str:
    """Whether an offer says so, or does not say for whom it is."""
    said = _said(Facet.AUDIENCE)
    everyone = f"EXISTS (SELECT 1 FROM {said} WHERE said.value = '{FOR_EVERYONE}')"
    return f"({everyone} OR NOT EXISTS (SELECT 1 FROM {said}))"


def _counts(question: Question, facet: Facet) -> dict[str, int]:
    found, values = _found(question)
    passing, chosen = _passing(question.filters, but=facet)
    among = f"WITH found AS ({found}), passing AS (SELECT * FROM found WHERE {passing}) "
    params = [*values, *chosen]
    if facet == Facet.FEE:
        fees = "SELECT data->>'fee', count(*) FROM passing WHERE data->>'fee' <> '' GROUP BY 1"
        return dict(execute(among + fees, params))
    several = f"SELECT said.value, count(DISTINCT offer_id) FROM passing, {_said(facet)} "
    if facet != Facet.AUDIENCE:
        return dict(execute(f"{among}{several} GROUP BY 1", params))
    named = dict(execute(f"{among}{several} WHERE NOT {_for_everyone()} GROUP BY 1", params))
    [(everyone,)] = execute(f"{among}SELECT count(*) FROM passing WHERE {_for_everyone()}", params)
    return {code: own + everyone for code, own in named.items()}


def _said(facet: Facet) -> str:
    return _SAID[connection.vendor].format(_LISTS[facet])


def _marks(values: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(values))

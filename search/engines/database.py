"""What the two database engines share: documents as rows, and who can be reached from where."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from math import cos, radians
from typing import Any, cast

from django.db import DatabaseError, connection
from django.db.models import Exists, ExpressionWrapper, F, FloatField, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from offers.models import PublicOffer, PublicOfferCoverage, PublicOfferNeed
from offers.rows import insert_instances
from search.engines.base import Around, Candidate, EngineError, Inside, Query
from search.models import SearchDocument
from territories.areas import EVERYWHERE

KM_PER_DEGREE = 111.2


@contextmanager
def engine_errors() -> Iterator[None]:
    """The reason is not passed on: a database quotes what was asked."""
    try:
        yield
    except DatabaseError as error:
        raise EngineError(type(error).__name__) from None


class DatabaseEngine:
    """The index is made of columns and tables that the database keeps true by itself."""

    name = ""

    def matching(self, words: tuple[str, ...], *, in_names: bool = False) -> RawSQL:
        """A subquery of the ids of documents that hold all the words, perhaps in names only."""
        raise NotImplementedError

    def scores(self, words: tuple[str, ...], ids: list[int]) -> dict[int, float]:
        """How well each document holds any of the words, 0 to 1."""
        raise NotImplementedError

    def known_words(self, words: Collection[str]) -> set[str]:
        with engine_errors():
            return {
                word
                for word in words
                if SearchDocument.objects.filter(pk__in=self.matching((word,))).exists()
            }

    def candidates(self, query: Query) -> list[Candidate]:
        if not query.needs and not query.words:
            return []
        with engine_errors():
            rows = list(self._offers(query))
            ids = [row.pk for row in rows]
            texts = self.scores(query.scored or query.words, ids) if ids else {}
            needs = _needs_of(ids)
        return [_candidate(row, texts.get(row.pk, 0.0), needs[row.pk]) for row in rows]

    def _offers(self, query: Query) -> QuerySet[PublicOffer]:
        found = _reachable(query.where)
        wanted = Q(pk__in=_answering(query.needs)) if query.needs else Q()
        if query.words:
            wanted |= Q(pk__in=self.matching(query.words, in_names=query.in_names))
        light = found.filter(wanted).only(
            "pk", "structure_id", "title", "latitude", "longitude", "is_remote"
        )
        return light.order_by(*_nearest_first(query.where))[: query.limit]

    def index(self, documents: Iterable[SearchDocument]) -> None:
        rows = list(documents)
        self.remove([row.offer_id for row in rows])
        insert_instances(SearchDocument, rows)

    def remove(self, ids: Collection[int]) -> None:
        SearchDocument.objects.filter(pk__in=ids).delete()

    def rebuild(self) -> None:
        raise NotImplementedError

    def status(self) -> dict[str, Any]:
        return {"engine": self.name, "documents": SearchDocument.objects.count()}


def _answering(needs: tuple[int, ...]) -> QuerySet[PublicOfferNeed, int]:
    """Offers of the needs, and of the needs of those that are categories."""
    rows = PublicOfferNeed.objects.filter(Q(need__in=needs) | Q(need__category__in=needs))
    return rows.values_list("offer", flat=True)


def _reachable(where: Around | Inside | None) -> QuerySet[PublicOffer]:
    live = PublicOffer.objects.live()
    if where is None:
        return live.annotate(serves=Exists(PublicOfferCoverage.objects.none()))
    coverage = PublicOfferCoverage.objects.filter(offer=OuterRef("pk"))
    serving = Exists(coverage.filter(uid__in=[*where.areas, EVERYWHERE]))
    # A remote offer that names no area serves everyone.
    open_to_all = Q(is_remote=True) & ~Exists(coverage)
    placed = _box(where) if isinstance(where, Around) else _within(where)
    return live.annotate(serves=serving).filter(Q(serves=True) | open_to_all | placed)


def _within(where: Inside) -> Q:
    path = where.path
    return Q(home_territory__path__startswith=path) | Q(commune__path__startswith=path)


def _box(where: Around) -> Q:
    """The square that holds the circle; its corners are rounded off by `search.places`."""
    height = where.radius_km / KM_PER_DEGREE
    width = height / max(0.05, cos(radians(where.latitude)))
    return Q(
        latitude__range=(where.latitude - height, where.latitude + height),
        longitude__range=(where.longitude - width, where.longitude + width),
    )


def _nearest_first(where: Around | Inside | None) -> list[Any]:
    if not isinstance(where, Around):
        return ["-modified_at", "pk"]
    narrowing = cos(radians(where.latitude))
    north = F("latitude") - where.latitude
    east = (F("longitude") - where.longitude) * narrowing
    distance = ExpressionWrapper(north * north + east * east, output_field=FloatField())
    return [distance.asc(nulls_last=True), "pk"]


def _needs_of(ids: list[int]) -> dict[int, set[int]]:
    """Of each offer: its needs and their categories."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = PublicOfferNeed.objects.filter(offer__in=ids)
    for offer, need, category in rows.values_list("offer", "need", "need__category"):
        found[offer].update(code for code in (need, category) if code is not None)
    return found


def _candidate(row: PublicOffer, text: float, needs: set[int]) -> Candidate:
    return Candidate(
        offer_id=row.pk,
        structure_id=row.structure_id,
        title=row.title,
        latitude=row.latitude,
        longitude=row.longitude,
        is_remote=row.is_remote,
        text=text,
        needs=frozenset(needs),
        serves=cast("Any", row).serves,
    )


def execute(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    """The rows it answers; none for a statement that is not a question."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall() if cursor.description else []
        return cast("list[tuple[Any, ...]]", rows)

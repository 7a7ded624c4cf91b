"""The router of this process, made from the database and mended when expressions change.

What is compared: the last expression added and the last line of their history, two look-ups by
primary key in one query. An expression accepted, mended or retired is therefore used by the next
search, and costs only itself. A label of a need, which changes with a release, or an `also` list
changed alone, waits for a restart.
"""

import threading
from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.db.models import Q

from offers.models import Expression, Need
from offers.vocabulary import DATA
from search.routing.encoder import shipped_encoder
from search.routing.lexicon import OUT_OF_SCOPE, Category, Entry, Lexicon, entry, read_files
from search.routing.model import shipped_model
from search.routing.router import Router

Version = tuple[int, int]
# Written once: Django would build two queries for each search.
_LAST = (
    f"SELECT (SELECT MAX(id) FROM {Expression._meta.db_table}), "  # noqa: S608 only names of tables
    f"(SELECT MAX(history_id) FROM {Expression.history.model._meta.db_table})"
)

# After more changes than this, starting afresh is quicker.
MOST_CHANGES = 200


@dataclass(frozen=True, slots=True)
class _Built:
    """`standing`: the place of each expression in the router."""

    version: Version
    reviewed: frozenset[str]
    router: Router
    standing: dict[int, int]


_lock = threading.Lock()
_built: _Built | None = None


def current_router() -> Router:
    """One query; milliseconds more when an expression changed since the last call."""
    version = lexicon_version()
    built = _built
    if built is None or built.version != version:
        built = _renew(version)
    return built.router


def _renew(version: Version) -> _Built:
    global _built
    with _lock:
        if _built is None or _built.version != version:
            _built = (_built and _mended(_built, version)) or _build(version)
        return _built


def router_with(key: int | None, said: Entry | None) -> Router:
    """What the router would be with another expression: in the place of that of this key, or
    added; None takes it out. The router in use stays as it is."""
    current_router()
    built = _built
    if built is None:
        raise RuntimeError("The router was not built.")
    place = built.standing.get(key) if key is not None else None
    if place is None:
        return built.router.changed({}, [said] if said else [])
    if key is not None and said is not None and _same(built, key, said):
        return built.router.changed({place: said}, [])
    return built.router.changed({place: None}, [said] if said else [])


def lexicon_version() -> Version:
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        added, changed = cursor.fetchone()
    return added or 0, changed or 0


def _build(version: Version) -> _Built:
    reviewed = _reviewed()
    categories, labels = _needs()
    expressions = _expressions(reviewed)
    lexicon = Lexicon((*labels, *expressions.values()), categories)
    router, places = Router.placed(lexicon, shipped_model(), shipped_encoder())
    standing = dict(zip(expressions, places[len(labels) :], strict=True))
    return _Built(version, reviewed, router, standing)


def _mended(built: _Built, version: Version) -> _Built | None:
    """None when too much changed, or in a way that only a fresh start can follow."""
    reviewed = _reviewed()
    if reviewed != built.reviewed or any(
        new < old for new, old in zip(version, built.version, strict=True)
    ):
        return None
    changed = _changed_since(built.version)
    if len(changed) > MOST_CHANGES:
        return None
    said = _expressions(reviewed, changed)
    kept = {pk for pk in said.keys() & built.standing.keys() if _same(built, pk, said[pk])}
    places = {
        built.standing[pk]: said.get(pk) if pk in kept else None
        for pk in changed & built.standing.keys()
    }
    fresh = [pk for pk in said if pk not in kept]
    router = built.router.changed(places, [said[pk] for pk in fresh])
    first = router.size - len(fresh)
    standing = {
        pk: place for pk, place in built.standing.items() if pk not in changed or pk in kept
    }
    standing |= {pk: place for place, pk in enumerate(fresh, first)}
    return _Built(version, reviewed, router, standing)


def _same(built: _Built, pk: int, said: Entry) -> bool:
    """Whether only its needs or its weight changed: what it is found by is the same."""
    before = built.router.entry_at(built.standing[pk])
    return (before.text, before.language) == (said.text, said.language)


def _changed_since(version: Version) -> set[int]:
    added, changed = version
    lines = Expression.history.filter(history_id__gt=changed).values_list("id", flat=True)
    return {*lines, *Expression.objects.filter(pk__gt=added).values_list("pk", flat=True)}


def lexicon_in_use() -> Lexicon:
    """The database's; that of the files where nothing has been loaded, or nothing migrated."""
    try:
        loaded = Expression.objects.exists()
    except DatabaseError:
        loaded = False
    return _read_lexicon() if loaded else read_files(DATA / "fr")


def _read_lexicon() -> Lexicon:
    categories, labels = _needs()
    return Lexicon((*labels, *_expressions(_reviewed()).values()), categories)


def _needs() -> tuple[tuple[Category, ...], list[Entry]]:
    """The categories, and the labels of their needs, which are expressions too."""
    needs = list(Need.objects.current().select_related("category"))
    categories = tuple(
        Category(need.code, tuple(filter(None, (need.labels.get("fr"), need.official_label))))
        for need in needs
        if need.category is None
    )
    leaves = [need for need in needs if need.category is not None]
    return categories, _labels(leaves)


def _labels(needs: list[Need]) -> list[Entry]:
    return [
        entry(need.code, (), text=text, language=language)
        for need in needs
        for language, text in (*need.labels.items(), ("fr", need.official_label))
        if text
    ]


def _reviewed() -> frozenset[str]:
    """The languages in which somebody accepted an expression."""
    accepted = Expression.objects.accepted().order_by()
    return frozenset(accepted.values_list("language", flat=True).distinct())


def _expressions(reviewed: frozenset[str], only: set[int] | None = None) -> dict[int, Entry]:
    """The accepted ones; in a language nobody has reviewed, those that wait for it too."""
    waiting = Q(status=Expression.Status.UNREVIEWED) & ~Q(language__in=reviewed)
    rows = Expression.objects.filter(Q(status=Expression.Status.ACCEPTED) | waiting).order_by("pk")
    also = _also(only)
    rows = rows if only is None else rows.filter(pk__in=only)
    return {
        pk: entry(
            code or OUT_OF_SCOPE, also.get(pk, ()), text=text, language=language, weight=weight
        )
        for pk, code, text, language, weight in rows.values_list(
            "pk", "need__code", "text", "language", "weight"
        )
    }


def _also(only: set[int] | None) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    links = Expression.also.through.objects.values_list("expression_id", "need__code")
    for expression_id, code in links if only is None else links.filter(expression_id__in=only):
        found.setdefault(expression_id, []).append(code)
    return found

"""The router of this process, made from the database and made again when the expressions changed.

What is compared: the last expression added and the last line of their history, two look-ups by
primary key. An expression accepted, mended or retired is therefore used by the next search. A label
of a need, which changes with a release, or an `also` list changed alone, waits for either of them
or for a restart.
"""

import threading
from dataclasses import dataclass

from django.db.models import Max, Q

from offers.models import Expression, Need
from search.routing.lexicon import OUT_OF_SCOPE, Category, Entry, Lexicon, entry
from search.routing.router import Router

Version = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Built:
    version: Version
    router: Router


_lock = threading.Lock()
_built: _Built | None = None


def current_router() -> Router:
    """Two queries; a second more when an expression changed since the last call."""
    version = lexicon_version()
    built = _built
    if built is None or built.version != version:
        built = _build(version)
    return built.router


def _build(version: Version) -> _Built:
    global _built
    with _lock:
        if _built is None or _built.version != version:
            _built = _Built(version, Router(read_lexicon()))
        return _built


def lexicon_version() -> Version:
    added = Expression.objects.aggregate(last=Max("pk"))["last"]
    changed = Expression.history.aggregate(last=Max("history_id"))["last"]
    return added or 0, changed or 0


def read_lexicon() -> Lexicon:
    needs = list(Need.objects.current().select_related("category"))
    categories = tuple(
        Category(need.code, tuple(filter(None, (need.labels.get("fr"), need.official_label))))
        for need in needs
        if need.category is None
    )
    leaves = [need for need in needs if need.category is not None]
    return Lexicon((*_labels(leaves), *_expressions()), categories)


def _labels(needs: list[Need]) -> list[Entry]:
    return [
        entry(need.code, (), text=text, language=language)
        for need in needs
        for language, text in (*need.labels.items(), ("fr", need.official_label))
        if text
    ]


def _expressions() -> list[Entry]:
    """The accepted ones; in a language nobody has reviewed, those that wait for it too."""
    accepted = Expression.objects.accepted()
    reviewed = accepted.order_by().values_list("language", flat=True).distinct()
    waiting = Q(status=Expression.Status.UNREVIEWED) & ~Q(language__in=list(reviewed))
    rows = Expression.objects.filter(Q(status=Expression.Status.ACCEPTED) | waiting).order_by("pk")
    also = _also()
    return [
        entry(code or OUT_OF_SCOPE, also.get(pk, ()), text=text, language=language, weight=weight)
        for pk, code, text, language, weight in rows.values_list(
            "pk", "need__code", "text", "language", "weight"
        )
    ]


def _also() -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    links = Expression.also.through.objects.values_list("expression_id", "need__code")
    for expression_id, code in links:
        found.setdefault(expression_id, []).append(code)
    return found

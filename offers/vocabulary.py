"""Loading a country's vocabularies and first expressions from the data files, again at will."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from simple_history.utils import bulk_create_with_history

from offers.models import Expression, Need, NeedIndexPage, NeedPage, Term

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows stand after the load."""

    needs: int
    terms: int
    expressions: int
    pages: int


@transaction.atomic
def load_vocabulary(scheme: str = "fr", *, expressions: bool = True) -> Loaded:
    """Needs, terms and expressions as the files say; what people changed on pages is left alone."""
    folder = DATA / scheme
    _load_needs(_toml(folder / "needs.toml"))
    _load_terms(_toml(folder / "terms.toml"))
    if expressions:
        _load_expressions(folder / "expressions")
    for index in NeedIndexPage.objects.all():
        ensure_need_pages(index)
    return Loaded(
        needs=Need.objects.count(),
        terms=Term.objects.count(),
        expressions=Expression.objects.count(),
        pages=NeedPage.objects.count(),
    )


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _texts(row: dict[str, Any], name: str) -> dict[str, str]:
    return {
        key.removeprefix(f"{name}_"): text
        for key, text in row.items()
        if key.startswith(f"{name}_")
    }


def _load_needs(data: dict[str, Any]) -> None:
    categories: dict[str, Need] = {}
    for row in data["category"]:
        categories[row["code"]], _new = Need.objects.update_or_create(
            code=row["code"], defaults=_need_defaults(row)
        )
    for row in data["need"]:
        Need.objects.update_or_create(
            code=row["code"],
            defaults={**_need_defaults(row), "category": categories[row["category"]]},
        )


def _need_defaults(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "position": row["position"],
        "icon": row.get("icon", ""),
        "official_label": row.get("official_label", ""),
        "labels": _texts(row, "label"),
        "descriptions": _texts(row, "description"),
        "hides_address": row.get("hides_address", False),
        "is_urgent": row.get("urgent", False),
    }


def _load_terms(data: dict[str, Any]) -> None:
    for row in data["term"]:
        Term.objects.update_or_create(
            scheme=row["scheme"],
            code=row["code"],
            defaults={
                "position": row["position"],
                "labels": _texts(row, "label"),
                "descriptions": _texts(row, "description"),
            },
        )


def expression_rows(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.jsonl")):
        for text in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(text)


def _load_expressions(folder: Path) -> None:
    """Add what was never there: once loaded, an expression belongs to its editors.

    One that they mended, moved or deleted is therefore not brought back.
    """
    needs = {need.code: need for need in Need.objects.all()}
    fields = ("need__code", "text", "language")
    standing = {*Expression.objects.values_list(*fields), *Expression.history.values_list(*fields)}
    new: dict[tuple[str | None, str, str], tuple[Expression, list[Need]]] = {}
    for row in expression_rows(folder):
        key = (row["need"] or None, row["text"], row.get("lang", "fr"))
        if key in standing or key in new:
            continue
        expression = Expression(
            need=needs[row["need"]] if row["need"] else None,
            text=row["text"],
            language=key[2],
            style=row.get("style", ""),
            status=row.get("status", Expression.Status.ACCEPTED),
            origin=row.get("origin", ""),
        )
        new[key] = (expression, [needs[code] for code in row.get("also", [])])
    saved = bulk_create_with_history([e for e, _also in new.values()], Expression, batch_size=500)
    links = [
        Expression.also.through(expression_id=expression.pk, need_id=need.pk)
        for expression, (_same, also) in zip(saved, new.values(), strict=True)
        for need in also
    ]
    Expression.also.through.objects.bulk_create(links, batch_size=500)


def ensure_need_pages(index: NeedIndexPage) -> None:
    """A page for each category, and under it one for each need; standing pages stay as they are."""
    standing = {page.need_id: page for page in NeedPage.objects.select_related("need")}
    for category in Need.objects.current().categories():
        page = standing.get(category.pk) or _add_page(index, category)
        for need in category.needs.filter(replaced_by=None):
            if need.pk not in standing:
                _add_page(page, need)


def _add_page(parent: NeedIndexPage | NeedPage, need: Need) -> NeedPage:
    page = NeedPage(
        need=need,
        title=need.labels["fr"],
        slug=need.code.rpartition("--")[2],
        description=need.descriptions.get("fr", ""),
    )
    parent.add_child(instance=page)
    return page

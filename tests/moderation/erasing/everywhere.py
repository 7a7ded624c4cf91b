"""Every table, index, cache and file of a site, planted with a text and searched for it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.cache import cache
from django.db import IntegrityError, connection, models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from contributions.models import Draft
from moderation.erasing.stores import Store, stores

# No word of any language, and short enough for every column.
CANARY = "zqxjkv"


def tables_holding(text: str) -> set[str]:
    """By raw SQL, whatever Django knows: shadow tables of indexes too."""
    # FTS5 keeps in memory what was written, until the next savepoint.
    with transaction.atomic(), connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    return {name for name in names if any(_holds(cell, text.lower()) for cell in _cells(name))}


def _holds(cell: str | bytes, wanted: str) -> bool:
    """An index in blocks leaves out the first letters that a word shares with the one before."""
    if isinstance(cell, bytes):
        return wanted[2:].encode() in cell
    return wanted in cell


def _cells(table: str) -> Iterator[str | bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
        for row in cursor:
            for cell in row:
                is_binary = isinstance(cell, bytes | memoryview)
                yield bytes(cell).lower() if is_binary else str(cell).lower()


def sealed_holding(text: str) -> set[str]:
    """What a search of the rows does not see: sessions and signed bases."""
    found = set()
    if any(text in str(session.get_decoded()).lower() for session in Session.objects.all()):
        found.add("sessions")
    for base in Draft.objects.exclude(base="").values_list("base", flat=True):
        if text in str(signing.loads(base, salt="contributions.base")).lower():
            found.add("drafts")
    return found


def memory_holding(text: str) -> set[str]:
    """The cache of this process, as it is kept."""
    kept = getattr(cache, "_cache", {})
    return {key for key, value in kept.items() if text.encode() in bytes(value)}


def files_holding(text: str) -> set[str]:
    roots = (Path(settings.VAR_DIR) / "imports", Path(settings.MEDIA_ROOT))
    return {
        str(path)
        for root in roots
        for path in root.rglob("*")
        if path.is_file() and text.encode() in path.read_bytes().lower()
    }


def plant() -> dict[tuple[str, Any, str], Any]:
    """The text in each column of each store, in a row of it; returns what was written where."""
    done: dict[tuple[str, Any, str], Any] = {}
    missing: list[str] = []
    for store in stores():
        row = QuerySet(store.model).filter(store.only).order_by("pk").first()
        try:
            row = row or make_row(store.model)
        except (IntegrityError, LookupError) as problem:
            missing.append(f"{store.label}: {problem}")
            continue
        columns = [column for column in store.columns if _planted(store, row, column)]
        missing += [] if columns else [f"{store.label}: no column takes it"]
        kept = QuerySet(store.model).filter(pk=row.pk).values(*store.columns).get()
        done |= {(store.label, row.pk, column): kept[column] for column in columns}
    assert not missing, f"make a row of each by hand: {missing}"
    return done


def _planted(store: Store, row: Any, column: str) -> bool:
    """False where a law of the table wants the column blank in this row."""
    try:
        with transaction.atomic():
            said = {column: _with_canary(store, row, column)}
            QuerySet(store.model).filter(pk=row.pk).update(**said)
    except IntegrityError:
        return False
    return True


def _with_canary(store: Store, row: Any, column: str) -> Any:
    field = store.model._meta.get_field(column)
    if store.label == "contributions.Draft" and column == "base":
        return signing.dumps({"base": {"what": CANARY}}, salt="contributions.base", compress=True)
    if isinstance(field, models.JSONField):
        return _grown(column, getattr(row, column))
    room = field.max_length - len(CANARY) - 1 if isinstance(field, models.CharField) else 200
    said = str(getattr(row, column) or "")[: max(room, 0)]
    separator = "-" if column in {"slug", "url_path", "path"} else " "
    return f"{said}{separator}{CANARY}".strip(" -") if said else CANARY


def _grown(column: str, value: Any) -> Any:
    if column.startswith("engage_"):
        row = {"uuid": "6f2f1f6e-9f0c-4a55-9a30-5f6d6d7b8c9d", "mode": "come", "value": CANARY}
        return [*value, {**row, "note": ""}]
    if isinstance(value, dict):
        return {**value, "planted": {"inside": [f"Voici {CANARY}, un mot."]}}
    return [*(value or []), f"Voici {CANARY}, un mot."]


def make_row(model: type[models.Model]) -> Any:
    """A row of a table that the world left empty: only what the database asks for."""
    values: dict[str, Any] = {}
    for field in model._meta.local_concrete_fields:
        if isinstance(field, models.ForeignKey) and not field.null:
            values[field.attname] = _any_key(field)
        elif field.has_default() or field.null or isinstance(field, models.AutoField):
            continue
        elif isinstance(field, models.JSONField):
            values[field.name] = {}
        elif isinstance(field, models.DateField):
            values[field.name] = timezone.now()
        elif isinstance(field, models.IntegerField | models.BooleanField):
            values[field.name] = 0
        elif isinstance(field, models.CharField | models.TextField):
            said = str(field.choices[0][0]) if field.choices else f"x{model.__name__}"
            values[field.name] = said[: field.max_length]
    with transaction.atomic():
        row = model(**values)
        row.save_base(raw=True, force_insert=True)
        return row


def _any_key(field: models.ForeignKey[Any, Any]) -> Any:
    related = field.related_model
    found = QuerySet(related).order_by("pk").values_list("pk", flat=True).first()
    if found is None:
        found = make_row(related).pk
    return found


def any_row(model: type[models.Model]) -> Any:
    return QuerySet(model).order_by("pk").first()

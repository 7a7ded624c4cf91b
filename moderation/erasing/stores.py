"""Where text is kept: every column of every table, and what is done there when some is taken away.

A table that no declaration names, or a column of one, fails a test: say first what becomes of it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db.models import Field, FileField, JSONField, Model, Q
from django.db.models.fields import BinaryField, CharField, TextField

Columns = tuple[str, ...]
# The rows about a subject of this kind and key; None when there can be none.
About = Callable[[str, int], Q | None]


class Way(StrEnum):
    """`MARK` leaves a mark (what was), `CUT` nothing (what stands), `ADDRESS` what an address can
    bear; `DROP` deletes the row."""

    MARK = "mark"
    CUT = "cut"
    ADDRESS = "address"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Codec:
    """How the text is read from what the column holds, and written back."""

    read: Callable[[Any], Any]
    write: Callable[[Any], Any]


AS_IT_IS = Codec(read=lambda value: value, write=lambda value: value)


@dataclass(frozen=True, slots=True)
class Store:
    """Some columns of the rows of a table, all treated alike.

    Without `about` the rows are about anything: text is taken out of all that hold it.
    """

    label: str
    columns: Columns
    way: Way
    about: About | None = None
    only: Q = field(default_factory=Q)
    codec: Codec = AS_IT_IS

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.label)


def linked(**lookups: Columns) -> About:
    """The rows that one of the lookups of the kind leads from."""

    def about(kind: str, key: int) -> Q | None:
        found = Q()
        for lookup in lookups.get(kind, ()):
            found |= Q(**{lookup: key})
        return found or None

    return about


# Columns that hold no text of anyone, by table: codes, hashes, keys; or why a table is left alone.
_stores: list[Store] = []
_codes: dict[str, frozenset[str]] = {}
_left: dict[str, str] = {}


def keep(*stores: Store) -> None:
    _stores.extend(stores)


def hold_codes(label: str, *columns: str) -> None:
    """These columns of the table are chosen by the site: nobody's words are in them."""
    _codes[label] = _codes.get(label, frozenset()) | frozenset(columns)


def leave(reason: str, *labels: str) -> None:
    """Nothing is taken out of these tables, and why."""
    _left.update(dict.fromkeys(labels, reason))


def stores() -> tuple[Store, ...]:
    return tuple(_stores)


def left_alone() -> Mapping[str, str]:
    return _left


def text_columns(model: type[Model]) -> Iterator[str]:
    """The columns of its own table where anyone's words may be; a list of choices holds none."""
    for column in model._meta.local_concrete_fields:
        if _holds_text(column):
            yield column.name


def _holds_text(column: Field[Any, Any]) -> bool:
    kinds = (CharField, TextField, JSONField, BinaryField, FileField)
    return isinstance(column, kinds) and not column.choices


def unhandled() -> list[str]:
    """`app.model.column` for each that no declaration names."""
    named: dict[str, set[str]] = {label: set(columns) for label, columns in _codes.items()}
    for store in _stores:
        named.setdefault(store.label, set()).update(store.columns)
    return [
        f"{model._meta.label}.{column}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in _left
        for column in text_columns(model)
        if column not in named.get(model._meta.label, set())
    ]


def unknown() -> list[str]:
    """What is declared and does not exist, or holds no text."""
    known = {
        model._meta.label: set(text_columns(model))
        for model in apps.get_models(include_auto_created=True)
    }
    said = [(store.label, column) for store in _stores for column in store.columns]
    said += [(label, column) for label, columns in _codes.items() for column in columns]
    found = [f"{label}.{column}" for label, column in said if column not in known.get(label, ())]
    return found + [label for label in _left if label not in known]

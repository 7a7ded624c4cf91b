"""The parts of a mapping file, checked when it is loaded and not at the thousandth row."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from offers.exchange.columns import COLUMNS
from offers.exchange.rows import Kind
from territories.fold import fold


class BadMapping(ValueError):
    """A mapping file that cannot be used; the message says what to mend."""


@dataclass(frozen=True, slots=True)
class Table:
    """Their values to ours. A key that ends in `*` stands for all that begins so."""

    exact: dict[str, tuple[str, ...]]
    starts: tuple[tuple[str, tuple[str, ...]], ...]

    def of(self, value: str) -> tuple[str, ...]:
        """Ours; none when the table says so; their own when it says nothing."""
        key = fold(value)
        if key in self.exact:
            return self.exact[key]
        for start, ours in self.starts:
            if key.startswith(start):
                return ours
        return (value,)


@dataclass(frozen=True, slots=True)
class Extract:
    column: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Join:
    """A text made of the parts of a column; a `glue` that begins with a line break makes a list."""

    column: str
    separator: str
    glue: str

    def of(self, value: Any) -> str:
        parts = [part.strip() for part in str(value or "").split(self.separator) if part.strip()]
        start = self.glue.lstrip("\n") if parts and self.glue.startswith("\n") else ""
        return start + self.glue.join(parts)


@dataclass(frozen=True, slots=True)
class Deduction:
    """Codes that words of some columns tell; words are compared folded, from their beginning."""

    field: str
    columns: tuple[str, ...]
    words: tuple[tuple[str, tuple[str, ...]], ...]

    def codes_in(self, text: str) -> list[str]:
        found = {code: None for word, codes in self.words if f" {word}" in text for code in codes}
        return list(found)


@dataclass(frozen=True, slots=True)
class Rules:
    """How the rows of one kind are read."""

    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    is_open: bool = True
    split: dict[str, str] = field(default_factory=dict)
    blank: frozenset[Any] = frozenset()
    tables: dict[str, Table] = field(default_factory=dict)
    constants: dict[str, Any] = field(default_factory=dict)
    extract: dict[str, Extract] = field(default_factory=dict)
    join: dict[str, Join] = field(default_factory=dict)
    compose: dict[str, str] = field(default_factory=dict)
    compose_always: frozenset[str] = frozenset()
    derived: tuple[str, ...] = ()
    deductions: tuple[Deduction, ...] = ()


_PARTS = {
    "columns",
    "is_open",
    "split",
    "blank",
    "values",
    "constants",
    "extract",
    "join",
    "compose",
    "compose_always",
    "derived_id",
    "deduce",
}


def rules_of(data: Any, *, kind: Kind, name: str) -> Rules:
    """The rules of one kind of rows. Raises BadMapping naming the part at fault."""
    if not isinstance(data, dict):
        raise BadMapping(
            _("The mapping %(name)s cannot be used, in its part “%(part)s”: %(error)s")
            % {"name": name, "part": kind, "error": data}
        )
    if unknown := sorted(data.keys() - _PARTS):
        raise BadMapping(
            _("The mapping %(name)s has an unknown part “%(part)s”. Known: %(known)s.")
            % {"name": name, "part": f"{kind}.{unknown[0]}", "known": ", ".join(sorted(_PARTS))}
        )
    _check_columns(data, kind=kind, name=name)
    try:
        return _rules(data)
    except (KeyError, TypeError, AttributeError, ValueError, re.error) as error:
        raise BadMapping(
            _("The mapping %(name)s cannot be used, in its part “%(part)s”: %(error)s")
            % {"name": name, "part": kind, "error": error}
        ) from None


def _check_columns(data: dict[str, Any], *, kind: Kind, name: str) -> None:
    named = [
        *(ours for said in data.get("columns", {}).values() for ours in _several(said)),
        *data.get("values", {}),
        *data.get("constants", {}),
        *data.get("compose", {}),
        *data.get("extract", {}),
        *data.get("join", {}),
        *(said.get("field", "") for said in data.get("deduce", [])),
    ]
    if strangers := [ours for ours in named if ours not in COLUMNS[kind]]:
        raise BadMapping(
            _("The mapping %(name)s speaks of “%(column)s”, which is no column of %(kind)s.")
            % {"name": name, "column": strangers[0], "kind": kind}
        )


def _rules(data: dict[str, Any]) -> Rules:
    return Rules(
        columns={theirs: _several(ours) for theirs, ours in data.get("columns", {}).items()},
        is_open=bool(data.get("is_open", True)),
        split=dict(data.get("split", {})),
        blank=frozenset(data.get("blank", [])),
        tables={name: _table(said) for name, said in data.get("values", {}).items()},
        constants=dict(data.get("constants", {})),
        extract={
            name: Extract(said["column"], re.compile(said["pattern"]))
            for name, said in data.get("extract", {}).items()
        },
        join={
            name: Join(said["column"], said["separator"], said["with"])
            for name, said in data.get("join", {}).items()
        },
        compose=dict(data.get("compose", {})),
        compose_always=frozenset(data.get("compose_always", [])),
        derived=tuple(data.get("derived_id", [])),
        deductions=tuple(_deduction(said) for said in data.get("deduce", [])),
    )


def _table(said: dict[str, Any]) -> Table:
    return Table(
        exact={fold(k): _several(v) for k, v in said.items() if not k.endswith("*")},
        starts=tuple((fold(k), _several(v)) for k, v in said.items() if k.endswith("*")),
    )


def _deduction(said: dict[str, Any]) -> Deduction:
    return Deduction(
        field=said["field"],
        columns=tuple(said["columns"]),
        words=tuple(
            (fold(word), (code,)) for code, words in said["words"].items() for word in words
        ),
    )


def _several(said: Any) -> tuple[str, ...]:
    """A text or a list of texts; "" is none."""
    if isinstance(said, str):
        return (said,) if said else ()
    return tuple(str(item) for item in said)

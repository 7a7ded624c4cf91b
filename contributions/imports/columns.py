"""Which of our columns each column of a file is: what a mapping knows, and what a person chose."""

from collections.abc import Mapping as Choices
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from contributions.imports.uploads import columns_of
from offers.exchange.columns import COLUMNS, LISTS
from offers.exchange.mapping import Mapping, guess_mapping, missing_columns
from offers.exchange.mapping_file import Rules
from offers.exchange.rows import Kind, RawRow
from territories.fold import fold

Chosen = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of theirs: its first value, what it is taken for, and what the mapping alone makes
    of it (None when it says nothing). `is_known`: nobody has to place it any more."""

    name: str
    example: str
    ours: str
    default: str | None
    is_known: bool


def columns_to_choose(
    samples: Choices[Kind, Sequence[RawRow]], mapping: Mapping, remembered: Chosen
) -> dict[Kind, list[Column]]:
    """The columns a person may place, by kind of row; a mapping keeps to itself those that make
    several of ours."""
    return {
        kind: _columns(columns_of(rows), kind, mapping, remembered.get(kind, {}))
        for kind, rows in samples.items()
    }


def _columns(
    found: Choices[str, str], kind: Kind, mapping: Mapping, remembered: Choices[str, str]
) -> list[Column]:
    rules = _rules(mapping, kind)
    placed = {name: _default(name, kind, rules) for name in found}
    taken = {ours for ours in placed.values() if ours}
    unknown = [name for name in found if not _is_known(name, kind, rules)]
    guessed = {
        name: ours
        for name, ours in guess_mapping(unknown, kind).items()
        if ours in LISTS or ours not in taken
    }
    return [
        Column(
            name=name,
            example=example,
            ours=remembered.get(name, placed[name] or guessed.get(name, "")),
            default=None if name in unknown else placed[name],
            is_known=name in remembered or name not in unknown,
        )
        for name, example in found.items()
        if not _is_kept_by_the_mapping(name, rules)
    ]


def _rules(mapping: Mapping, kind: Kind) -> Rules:
    rules: Rules = getattr(mapping, kind)
    return rules


def _plain(name: str) -> str:
    return fold(name).replace(" ", "_")


def _is_known(name: str, kind: Kind, rules: Rules) -> bool:
    """What a closed mapping does not name, it leaves out knowingly."""
    return not rules.is_open or name in rules.columns or _plain(name) in COLUMNS[kind]


def _default(name: str, kind: Kind, rules: Rules) -> str:
    if name in rules.columns:
        return next(iter(rules.columns[name]), "")
    return _plain(name) if rules.is_open and _plain(name) in COLUMNS[kind] else ""


def _is_kept_by_the_mapping(name: str, rules: Rules) -> bool:
    return len(rules.columns.get(name, ())) > 1


def missing(columns: Choices[str, str], kind: Kind, mapping: Mapping) -> list[str]:
    """Our required columns that neither a column of theirs nor the mapping gives."""
    rules = _rules(mapping, kind)
    given = {
        *columns.values(),
        *(ours for several in rules.columns.values() if len(several) > 1 for ours in several),
        *rules.constants,
        *rules.compose,
        *rules.extract,
        *(deduction.field for deduction in rules.deductions),
    }
    if rules.derived:
        given.add("id")
    if kind == "services" and mapping.derives_structures:
        given.add("structure_id")
    return missing_columns(given, kind)


def faults(columns: Choices[str, str], kind: Kind, mapping: Mapping) -> dict[str, list[str]]:
    """What is wrong with a choice, by column of theirs; under "" what concerns the whole file."""
    found: dict[str, list[str]] = {}
    first: dict[str, str] = {}
    for theirs, ours in columns.items():
        if not ours or ours in LISTS:
            continue
        if (before := first.setdefault(ours, theirs)) != theirs:
            said = _("“%(before)s” is already taken for this. Choose only one of them.")
            found.setdefault(theirs, []).append(said % {"before": before})
    if lacking := missing(columns, kind, mapping):
        said = _("No column gives “%(columns)s”, and no row can be imported without it.")
        found[""] = [said % {"columns": ", ".join(lacking)}]
    return found


def needs_choosing(columns: Choices[Kind, Sequence[Column]], mapping: Mapping) -> bool:
    """Whether a person must place columns before the file is read."""
    return any(
        not all(column.is_known for column in found)
        or faults({column.name: column.ours for column in found}, kind, mapping)
        for kind, found in columns.items()
    )


def with_choices(mapping: Mapping, chosen: Chosen) -> Mapping:
    """The mapping with the columns of a person; "" leaves a column out."""
    for kind in COLUMNS:
        columns = chosen.get(kind)
        if not columns:
            continue
        mapping = mapping.with_columns(kind, {k: v for k, v in columns.items() if v})
        left_out = {theirs: () for theirs, ours in columns.items() if not ours}
        rules = _rules(mapping, kind)
        rules = replace(rules, columns={**rules.columns, **left_out})
        if kind == "services":
            mapping = replace(mapping, services=rules)
        else:
            mapping = replace(mapping, structures=rules)
    return mapping

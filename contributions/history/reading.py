"""What anyone reads of the history of a page: its lines, two versions compared, who wrote what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from contributions.diff import FieldDiff, diff_fields
from contributions.history.entries import Act, Entry, Fields, Version
from contributions.history.hidden_text import replaced_in
from contributions.history.kinds import Kept
from contributions.wording import Wording

_CHUNK = 200
_WHOLE = frozenset({Act.CREATED, Act.IMPORTED})


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown of a version: its fields, and labels of those that are not."""

    fields: Fields
    hidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    older: Entry
    newer: Entry
    diff: list[FieldDiff]
    hidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """Who last wrote a field, and in which line of the history."""

    label: str
    entry: Entry


def shown_of(kept: Kept, target: Any, version: Version) -> Shown:
    """As protected as now and then, without what was taken out."""
    (fields,), hidden = _shown(kept, target, [version])
    return Shown(fields, hidden)


def compared(kept: Kept, target: Any, older: Version, newer: Version) -> Comparison:
    """What is hidden in one of them is compared in neither."""
    (before, after), hidden = _shown(kept, target, [older, newer])
    both = {name: after[name] for name in after if name in before}
    words = Wording.of([before, both])
    diff = diff_fields(before, both, schema=kept.kind.schema, words=words)
    return Comparison(older.entry, newer.entry, diff, hidden)


def _shown(
    kept: Kept, target: Any, versions: Iterable[Version]
) -> tuple[list[Fields], tuple[str, ...]]:
    found = list(versions)
    veils = [kept.veil(target, version.entry.at) for version in found]
    veil = veils[0]
    for other in veils[1:]:
        veil |= other
    gone = frozenset().union(*(replaced_in(version.fields) for version in found))
    hidden = gone.union(*(veil.hidden_of(_filled(version.fields)) for version in found))
    shown = [
        veil.over({name: value for name, value in version.fields.items() if name not in gone})
        for version in found
    ]
    return shown, tuple(label for name, label in kept.labels().items() if name in hidden)


def _filled(fields: Mapping[str, Any]) -> Fields:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def who_wrote(kept: Kept, target: Any) -> list[Written]:
    """For each field the last line that wrote it: read from the log, as far back as is needed.

    The line that made the page wrote every field.
    """
    labels = kept.labels()
    found: dict[str, Entry] = {}
    for start in count(step=_CHUNK):
        entries = kept.log.entries(target, start=start, size=_CHUNK)
        for entry in entries:
            for name in _wrote(entry, labels):
                found.setdefault(name, entry)
        if len(entries) < _CHUNK or len(found) == len(labels):
            break
    return [Written(label, found[name]) for name, label in labels.items() if name in found]


def _wrote(entry: Entry, labels: Mapping[str, str]) -> Iterable[str]:
    return labels if entry.act in _WHOLE and not entry.fields else entry.fields

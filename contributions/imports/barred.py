"""What a source may not bring back: text that was taken away from a page. Upper apps say which."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from offers.exchange.records import ServiceRecord, StructureRecord

RecordT = TypeVar("RecordT", ServiceRecord, StructureRecord)

# Whether a value says again what was taken away.
Says = Callable[[Any], bool]
# For a kind of target, of the pages asked about, those that bar something.
Rule = Callable[[str, Collection[int]], Mapping[int, Says]]

_rules: list[Rule] = []


def register_bar(rule: Rule) -> None:
    _rules.append(rule)


def barred_on(kind: str, keys: Collection[int]) -> dict[int, Says]:
    """One query a rule, whatever the number of pages."""
    found: dict[int, list[Says]] = {}
    for rule in _rules:
        for key, says in rule(kind, keys).items():
            found.setdefault(key, []).append(says)
    return {key: _any_of(tests) for key, tests in found.items()}


def _any_of(tests: list[Says]) -> Says:
    return lambda value: any(says(value) for says in tests)


def heard(record: RecordT, live: Mapping[str, Any], says: Says | None) -> RecordT:
    """The record as it may be heard: where it says that again, it says what stands."""
    if says is None:
        return record
    fields = {
        name: live.get(name) if says(value) else value for name, value in record.fields.items()
    }
    return replace(record, fields=fields)

"""One record of a source put onto what stands here: who changed what since the last import."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from contributions.merge import merge_fields
from offers.validation import InvalidFields

Fields = dict[str, Any]
Check = Callable[[Mapping[str, Any], Mapping[str, Any]], Mapping[str, Any]]

# One place: half an address of people and half of a source would be nobody's.
PLACE = ("street_address", "postal_code", "commune", "latitude", "longitude")
_PLACE = "__place__"


@dataclass(frozen=True, slots=True)
class Merged:
    """`fields` may go live; `asked` are the fields both changed, and those `held` by a protection,
    as the source wants them, for an animator to decide; `differs` are those that stay other than
    the source says."""

    fields: Mapping[str, Any]
    asked: Fields
    differs: Fields
    is_change: bool
    held: frozenset[str] = frozenset()


def merge_record(
    *,
    base: Mapping[str, Any],
    said: Mapping[str, Any],
    live: Mapping[str, Any],
    kinds: Mapping[str, str],
    check: Check,
    kept: Collection[str] = frozenset(),
) -> Merged:
    """Three-way: `base` is what the source said last, `said` what it says now.

    A field changed here stays, unless the source changed it too: then it stays as well, and the
    source's wish is `asked`; so is what the page cannot say beside what people changed, and what
    the source says of the fields `kept` as they are. An address is one field. Raises InvalidFields
    when even so the page would contradict itself.
    """
    packed = {name: kind for name, kind in kinds.items() if name not in PLACE} | {_PLACE: "scalar"}
    was, mine, theirs = (_packed(side, kinds) for side in (base, said, live))
    result = merge_fields(was, mine, theirs, packed)
    disputed = _names({conflict.field for conflict in result.conflicts})
    wanted = _unpacked(merge_fields(was, theirs, mine, packed).merged)
    merged = _unpacked(result.merged)
    held = _held(live, merged, kept)
    fields, refused = _checked(live, {**merged, **{name: live[name] for name in held}}, check)
    asked = {name: wanted[name] for name in kinds if name in disputed}
    asked |= {name: said[name] for name in refused}
    asked |= {name: merged[name] for name in held}
    return Merged(
        fields=fields,
        asked={name: value for name, value in asked.items() if value != fields[name]},
        differs={name: said[name] for name in kinds if said[name] != fields[name]},
        is_change=any(fields[name] != live[name] for name in kinds),
        held=held,
    )


def _held(live: Mapping[str, Any], merged: Fields, kept: Collection[str]) -> frozenset[str]:
    """The fields that would change although they are kept; of an address, all that would."""
    changed = {name for name, value in merged.items() if value != live[name]}
    held = changed.intersection(kept)
    return frozenset(held | changed.intersection(PLACE) if held.intersection(PLACE) else held)


def _checked(
    live: Mapping[str, Any], merged: Fields, check: Check
) -> tuple[Mapping[str, Any], frozenset[str]]:
    """The fields that can go live, and those put back since they contradict what people said."""
    changes = {name: value for name, value in merged.items() if value != live[name]}
    try:
        return (check(live, changes) if changes else live), frozenset()
    except InvalidFields as invalid:
        blamed = {_PLACE if name in PLACE else name for name in invalid.errors}
        refused = _names(blamed) & changes.keys()
        if not refused:
            raise
    kept = {name: value for name, value in changes.items() if name not in refused}
    return (check(live, kept) if kept else live), refused


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Fields:
    """Name to [before, after], of the fields that differ."""
    return {n: [before[n], value] for n, value in after.items() if value != before[n]}


def _packed(side: Mapping[str, Any], kinds: Mapping[str, str]) -> Fields:
    fields = {name: side[name] for name in kinds if name not in PLACE}
    return {**fields, _PLACE: [side[name] for name in PLACE]}


def _unpacked(fields: Fields) -> Fields:
    place = dict(zip(PLACE, fields[_PLACE], strict=True))
    return {name: value for name, value in fields.items() if name != _PLACE} | place


def _names(fields: set[str]) -> frozenset[str]:
    return frozenset(fields - {_PLACE}) | (frozenset(PLACE) if _PLACE in fields else frozenset())

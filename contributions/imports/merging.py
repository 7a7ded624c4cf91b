"""One record of a source put onto what stands here: who changed what since the last import."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from contributions.merge import merge_fields

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Merged:
    """`fields` may go live; `asked` are the fields both changed, as the source wants them, for an
    animator to decide; `differs` are those that stay other than the source says."""

    fields: Mapping[str, Any]
    asked: Fields
    differs: Fields
    is_change: bool


def merge_record(
    *,
    base: Mapping[str, Any],
    said: Mapping[str, Any],
    live: Mapping[str, Any],
    kinds: Mapping[str, str],
    check: Callable[[Mapping[str, Any], Mapping[str, Any]], Mapping[str, Any]],
) -> Merged:
    """Three-way: `base` is what the source said last, `said` what it says now.

    A field changed here stays, unless the source changed it too: then it stays as well, and the
    source's wish is `asked`. Raises InvalidFields when the result would contradict itself.
    """
    result = merge_fields(base, said, live, kinds)
    disputed = {conflict.field for conflict in result.conflicts}
    fields = check(live, result.merged) if result.merged != live else live
    asked = {}
    if disputed:
        wanted = merge_fields(base, live, said, kinds).merged
        asked = {name: wanted[name] for name in kinds if name in disputed}
    return Merged(
        fields=fields,
        asked=asked,
        differs={name: said[name] for name in kinds if said[name] != fields[name]},
        is_change=any(fields[name] != live[name] for name in kinds),
    )


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Fields:
    """Name to [before, after], of the fields that differ."""
    return {n: [before[n], value] for n, value in after.items() if value != before[n]}

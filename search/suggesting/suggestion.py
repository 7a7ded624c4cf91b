"""What is proposed under the problem box while somebody types."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    NEED = "need"
    EXPRESSION = "expression"
    STRUCTURE = "structure"
    OFFER = "offer"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`value` goes in the box. `detail`: the need of an expression, the town of a structure, the
    structure of an offer. `address`: the search of the need, or the page of what has one."""

    kind: Kind
    label: str
    value: str
    address: str
    detail: str = ""
    need: str = ""


def shared_out(pools: Sequence[Sequence[Suggestion]], limit: int) -> list[Suggestion]:
    """The first of each pool, then what follows, pool after pool; shown in the pools' order."""
    kept = [min(len(pool), 1) for pool in pools]
    for place in _further(pools):
        if sum(kept) >= limit:
            break
        kept[place] += 1
    shown = [one for pool, count in zip(pools, kept, strict=True) for one in pool[:count]]
    return shown[:limit]


def _further(pools: Sequence[Sequence[Suggestion]]) -> Iterator[int]:
    for place, pool in enumerate(pools):
        yield from [place] * (len(pool) - 1)

"""Nothing tells of fewer than K: neither a number, nor what is left when others are taken away."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = 5

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Concealed(Generic[Key]):
    """Parts of a whole: those that are shown, what the others make together, and the whole. None
    is a number below K: nothing tells 0 from 4."""

    shown: dict[Key, int]
    rest: int | None
    total: int | None


def conceal(parts: Mapping[Key, int], *, never: frozenset[Key] = frozenset()) -> Concealed[Key]:
    """Show each part of at least K, unless what is left would tell of fewer: then the smallest
    shown is hidden too. `never` are parts that are only counted with the rest.

    Laws: a shown part is at least K; the rest is 0, or at least K and not to be told apart.
    """
    total = sum(parts.values())
    order = sorted(parts, key=lambda key: parts[key])
    shown = {key: parts[key] for key in order if parts[key] >= K and key not in never}
    while shown and _tells(parts, shown, total):
        del shown[min(shown, key=shown.__getitem__)]
    rest = total - sum(shown.values())
    return Concealed(shown, _enough(rest), _enough(total))


def _tells(parts: Mapping[Key, int], shown: Mapping[Key, int], total: int) -> bool:
    """Whether the rest tells of fewer than K: by itself, or because small parts that make so much
    together must each be the largest that is hidden."""
    rest = total - sum(shown.values())
    hidden = [number for key, number in parts.items() if key not in shown]
    return 0 < rest < K or (rest > 0 and set(hidden) == {K - 1})


def _enough(number: int) -> int | None:
    return number if number >= K else None

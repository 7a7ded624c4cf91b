"""What a proposed expression would change in the search, which an upper app knows how to tell."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contributions.actions.registry import action_of
from contributions.models import Proposal
from contributions.targets import kind_of, target_id_of

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence whose first need would change; needs as their codes, "" for none."""

    text: str
    before: str
    after: str
    is_better: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """Of `total` sentences whose needs are known, how many would be read better, and worse."""

    better: int
    worse: int
    total: int
    examples: tuple[Example, ...] = ()


# Told the key of the expression (None: a new one) and its fields (None: out of use).
Measure = Callable[[int | None, dict[str, Any] | None], Effect]

_measures: list[Measure] = []


def register_measure(measure: Measure) -> None:
    """Say who tells the effect of an expression. Raises ValueError when somebody does already."""
    if _measures and measure not in _measures:
        raise ValueError("The effect of an expression is told already.")
    _measures[:] = [measure]


def has_effect(proposal: Proposal) -> bool:
    return proposal.target_kind == Proposal.Target.EXPRESSION and bool(_measures)


def effect_of(proposal: Proposal) -> Effect | None:
    """What accepting it would do to the search; None where that is not known.

    Seconds of work, kept until the expressions or the proposal change.
    """
    if not has_effect(proposal):
        return None
    merged = action_of(proposal).stand(proposal, kind_of(proposal), lock=False).rebased.merged
    fields = None if proposal.action == Proposal.Action.ARCHIVE else merged
    return _measures[0](target_id_of(proposal), fields)

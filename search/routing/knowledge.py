"""All that texts are read with."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from search.routing.blending import FLOOR
from search.routing.encoder import Encoder
from search.routing.expressions import Expressions, gather
from search.routing.features import Floats
from search.routing.lexicon import OUT_OF_SCOPE, Entry
from search.routing.model import Model

# What a part leaves to a need it was never taught.
UNSEEN = float(np.log(FLOOR))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """`codes`: the needs that expressions speak of, and OUT_OF_SCOPE."""

    expressions: Expressions
    model: Model | None
    encoder: Encoder | None
    codes: tuple[str, ...]
    # The classes of the model that are among the codes, and where.
    classes: NDArray[np.int64] = field(init=False)
    columns: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        at = {code: column for column, code in enumerate(self.codes)}
        known = self.model.classes if self.model else ()
        pairs = [(number, at[code]) for number, code in enumerate(known) if code in at]
        object.__setattr__(self, "classes", np.array([c for c, _ in pairs], np.int64))
        object.__setattr__(self, "columns", np.array([c for _, c in pairs], np.int64))

    def spread(self, log_shares: Floats) -> Floats:
        """The model's classes in the order of `codes`."""
        found = np.full(len(self.codes), UNSEEN, np.float32)
        found[self.columns] = log_shares[self.classes]
        return found

    def class_of(self, code: str) -> int | None:
        """The number of a need among the classes of the model."""
        if self.model is None or code not in self.model.classes:
            return None
        return self.model.classes.index(code)

    def with_changes(self, changed: dict[int, Entry | None], added: list[Entry]) -> "Knowledge":
        """A need whose last expression is retired stays among the codes until the next start."""
        expressions = self.expressions.with_changed(changed)
        return replace(
            self,
            expressions=expressions.with_added(added),
            codes=_codes([*filter(None, changed.values()), *added], self.codes),
        )


def know(
    entries: tuple[Entry, ...], model: Model | None, encoder: Encoder | None
) -> tuple[Knowledge, list[int]]:
    """The knowledge, and the place of each entry in it."""
    expressions, places = gather(entries, model)
    return Knowledge(expressions, model, encoder, _codes(entries)), places


def _codes(entries: Iterable[Entry], known: tuple[str, ...] = (OUT_OF_SCOPE,)) -> tuple[str, ...]:
    return tuple(sorted({*known, *(need for entry in entries for need, _share in entry.needs)}))

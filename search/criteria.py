"""What is asked, once it is understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from offers.models import Need
from search.analysis import Token, analyse
from search.engines.base import Sort
from search.filters import NO_FILTERS, Filters
from search.names import name_words
from search.places import Place
from search.routing.router import NOTHING, Evidence, Routing
from search.stopwords import NEGATIONS

# More words than this say no more, and cost.
MOST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is asked: needs (chosen or understood), the sentence with its reading, the place.

    `echoes`: the words others have for the needs of the sentence, and how much each tells.
    `is_counted`: whether the counts of facets are wanted too.
    """

    needs: Sequence[Need] = ()
    text: str = ""
    routing: Routing = NOTHING
    echoes: Mapping[str, float] = field(default_factory=dict)
    place: Place | None = None
    filters: Filters = NO_FILTERS
    sort: Sort = Sort.RELEVANCE
    after: int | None = None
    is_counted: bool = True

    def tokens(self) -> list[Token]:
        return analyse(self.text[:2000], self.routing.language)

    def words(self) -> tuple[str, ...]:
        """Distinct stems in order; offers say what there is, so negations are not looked for."""
        stems = dict.fromkeys(token.text for token in self.tokens())
        words = tuple(stem for stem in stems if stem not in NEGATIONS)[:MOST_WORDS]
        return name_words(words) if self.routing.is_name else words

    def confidences(self) -> dict[str, float]:
        """1 for the surest need, and for one that the person chose without a sentence."""
        told = {need.code: need.confidence for need in self.routing.needs}
        best = max((told[need.code] for need in self.needs if need.code in told), default=1.0)
        return {need.code: min(1.0, told.get(need.code, best) / best) for need in self.needs}

    def evidence(self, code: str) -> Evidence:
        found = (need.evidence for need in self.routing.needs if need.code == code)
        return next(found, Evidence())

"""What narrows a search beside needs and place: facets and their codes, as in the address."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Facet(StrEnum):
    """Each value is the name of the parameter in the address."""

    FEE = "frais"
    AUDIENCE = "public"
    SERVICE_TYPE = "type"
    MODE = "mode"
    LANGUAGE = "langue"
    OPEN = "ouvert"


# The one code of Facet.OPEN.
NOW = "maintenant"


@dataclass(frozen=True, slots=True)
class Filters:
    """The codes chosen in each facet: any of a facet, all of the facets."""

    chosen: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[Facet, str]]:
        return ((facet, code) for facet, codes in self.chosen.items() for code in codes)

    def __bool__(self) -> bool:
        return any(self.chosen.values())

    def of(self, facet: Facet) -> tuple[str, ...]:
        return self.chosen.get(facet, ())

    def adding(self, facet: Facet, code: str) -> "Filters":
        codes = dict.fromkeys((*self.of(facet), code))
        return replace(self, chosen={**self.chosen, facet: tuple(codes)})

    def without(self, facet: Facet, code: str) -> "Filters":
        codes = tuple(each for each in self.of(facet) if each != code)
        return replace(self, chosen={**self.chosen, facet: codes})


NO_FILTERS = Filters()

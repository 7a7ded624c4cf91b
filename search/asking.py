"""From the two boxes to an address, and from an address back to what was asked."""

from dataclasses import dataclass, field, replace

from django.http import QueryDict

from offers.models import Need
from search.criteria import Criteria
from search.engines.base import Sort
from search.filters import NO_FILTERS, Filters
from search.forms import LONGEST_PLACE, MOST_NEEDS, needs_of
from search.heard import hear
from search.kept_places import resolve_kept
from search.links import Address
from search.narrowing import read_filters
from search.places import Place
from search.routing.router import Routing
from search.sealing import Typed, seal, unseal
from search.understanding.asked import read_sentence, told_place
from territories.models import Territory
from territories.resolution import Resolution

MOST_PAGES = 10
# So many times as many people live there.
BY_FAR = 3
LARGEST_CURSOR = 2**63 - 1
LONGEST_CURSOR = len(str(LARGEST_CURSOR))

NOTHING_TYPED = Typed()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a results page says, and what of it no longer speaks."""

    address: Address
    needs: list[Need] = field(default_factory=list)
    typed: Typed = NOTHING_TYPED
    place: Place | None = None
    resolution: Resolution | None = None
    # The place was chosen among namesakes, being by far the largest.
    is_assumed: bool = False
    filters: Filters = NO_FILTERS
    has_expired: bool = False
    has_unknown_needs: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.needs and not self.typed.problem

    @property
    def routing(self) -> Routing:
        return self.typed.heard.routing

    def criteria(self) -> Criteria:
        return Criteria(
            needs=self.needs,
            text=self.typed.heard.text,
            routing=self.routing,
            echoes=self.typed.heard.echoes,
            place=self.place,
            filters=self.filters,
            sort=self.address.sort,
            after=self.address.after,
            is_counted=self.address.is_narrowing or bool(self.filters),
        )


def address_of(
    *, problem: str, place: str, needs: list[Need], filters: Filters = NO_FILTERS
) -> Address:
    """Where the answer to the form is; a place that is not sure stays sealed, to be asked again.

    The sentence is read here only, so that what is then taken away from the address stays away:
    the filters that it asks join those chosen, its place stands when the box is empty. Raises
    EngineError.
    """
    understood = read_sentence(problem)
    heard = hear(understood.rest())
    codes = [need.code for need in needs] or [need.code for need in heard.routing.chosen()]
    for facet, code in understood.filters:
        filters = filters.adding(facet, code)
    resolution = resolve_kept(place) if place else None
    if resolution is None and (told := told_place(understood)):
        place, resolution = told.text, told.resolution
    uid = resolution.place.uid if resolution and resolution.place else ""
    token = seal(Typed(problem, "" if uid else place, heard))
    return Address(needs=codes, place=uid, token=token, filters=filters)


def read_address(params: QueryDict) -> Asked:
    """Any query string gives something to answer: what is unknown is left out, and said.

    `exact=1` reads the sentence again with its mistakes; what follows from it is a new address.
    Raises EngineError.
    """
    codes = params.getlist("besoin")[:MOST_NEEDS]
    token = params.get("t", "")
    unsealed = unseal(token) if token else NOTHING_TYPED
    typed = unsealed or NOTHING_TYPED
    if params.get("exact") == "1" and typed.problem:
        typed = replace(typed, heard=hear(read_sentence(typed.problem).rest(), exactly=True))
        token, codes = seal(typed), [need.code for need in typed.heard.routing.chosen()]
    needs = needs_of(codes)
    place_text = params.get("lieu", "")[: LONGEST_PLACE + 1] or typed.place
    resolution = resolve_kept(place_text) if place_text else None
    sure = resolution.place if resolution else None
    place = sure or (largest_by_far(resolution) if resolution else None)
    filters = read_filters(params)
    return Asked(
        address=Address(
            needs=[need.code for need in needs],
            place=sure.uid if sure else "",
            token=token if unsealed else "",
            page=_page(params.get("page", "")),
            sort=_sort(params.get("tri", "")),
            after=_cursor(params.get("apres", "")),
            filters=filters,
            is_narrowing=params.get("affiner") == "1",
        ),
        needs=needs,
        typed=replace(typed, place="" if sure else place_text),
        place=place,
        resolution=resolution,
        is_assumed=place is not None and sure is None,
        filters=filters,
        has_expired=bool(token) and unsealed is None,
        has_unknown_needs=len(needs) < len(set(codes)),
    )


def largest_by_far(resolution: Resolution) -> Place | None:
    """Of namesakes, the one that most people mean; None when several may be meant."""
    if resolution.kind != "choices" or len(resolution.choices) < 2:
        return None
    first, second = resolution.choices[:2]
    people, others = _people(first), _people(second)
    return first if people > BY_FAR * max(others, 1) else None


def _people(place: Place) -> int:
    return (place.population or 0) if isinstance(place, Territory) else 0


def _page(text: str) -> int:
    """1 when it is no page of ours."""
    return min(int(text), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def _sort(text: str) -> Sort:
    return next((sort for sort in Sort if sort == text), Sort.RELEVANCE)


def _cursor(text: str) -> int | None:
    """None when it is no cursor of ours: a positive number of 64 bits."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_CURSOR):
        return None
    return int(text) if int(text) <= LARGEST_CURSOR else None

"""From the two boxes to an address, and from an address back to what was asked."""

from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import get_language

from offers.models import Need
from search.criteria import Criteria
from search.engines.base import Sort
from search.filters import NO_FILTERS, Filters
from search.forms import LONGEST_PLACE, MOST_NEEDS, needs_of
from search.links import Address
from search.names import is_structure_name
from search.narrowing import read_filters
from search.places import Place
from search.routing.current import current_router
from search.routing.router import NOTHING, Routing
from search.sealing import Typed, Understood, seal, unseal
from search.understanding.asked import read_sentence, told_place
from territories.resolution import Resolution, resolve_place

MOST_PAGES = 10


NOTHING_TYPED = Typed()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a results page says, and what of it no longer speaks."""

    address: Address
    needs: list[Need] = field(default_factory=list)
    typed: Typed = NOTHING_TYPED
    # The sentence without the words that only say a place or a filter.
    text: str = ""
    routing: Routing = NOTHING
    place: Place | None = None
    resolution: Resolution | None = None
    filters: Filters = NO_FILTERS
    has_expired: bool = False
    has_unknown_needs: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.needs and not self.typed.problem

    def criteria(self) -> Criteria:
        return Criteria(
            needs=self.needs,
            text=self.text,
            routing=self.routing,
            place=self.place,
            filters=self.filters,
            sort=self.address.sort,
            after=self.address.after,
        )


def understand(problem: str) -> Routing:
    language = (get_language() or "fr").split("-")[0]
    return current_router().route(problem, language, is_structure_name) if problem else NOTHING


def address_of(
    *, problem: str, place: str, needs: list[Need], filters: Filters = NO_FILTERS
) -> Address:
    """Where the answer to the form is; a place that is not sure stays sealed, to be asked again.

    The filters that the sentence asks join those chosen, its place stands when the box is empty:
    both are read here only, so that what is then taken away from the address stays away.
    """
    sentence = read_sentence(problem)
    text = sentence.rest()
    understood = Understood(text, understand(text))
    codes = [need.code for need in needs or understood.routing.chosen()]
    for facet, code in sentence.filters:
        filters = filters.adding(facet, code)
    resolution = resolve_place(place) if place else None
    if resolution is None and (told := told_place(sentence)):
        place, resolution = told.text, told.resolution
    uid = resolution.place.uid if resolution and resolution.place else ""
    token = seal(Typed(problem, "" if uid else place, understood if problem else None))
    return Address(needs=codes, place=uid, token=token, filters=filters)


def read_address(params: QueryDict) -> Asked:
    """Any query string gives something to answer: what is unknown is left out, and said."""
    codes = params.getlist("besoin")[:MOST_NEEDS]
    needs = needs_of(codes)
    token = params.get("t", "")
    unsealed = unseal(token) if token else NOTHING_TYPED
    typed = unsealed or NOTHING_TYPED
    place_text = params.get("lieu", "")[: LONGEST_PLACE + 1] or typed.place
    resolution = resolve_place(place_text) if place_text else None
    place = resolution.place if resolution else None
    filters = read_filters(params)
    understood = typed.understood or _understood(typed.problem)
    return Asked(
        address=Address(
            needs=[need.code for need in needs],
            place=place.uid if place else "",
            token=token if unsealed else "",
            page=_page(params.get("page", "")),
            sort=_sort(params.get("tri", "")),
            after=_cursor(params.get("apres", "")),
            filters=filters,
        ),
        needs=needs,
        typed=Typed(typed.problem, "" if place else place_text),
        text=understood.text,
        routing=understood.routing,
        place=place,
        resolution=resolution,
        filters=filters,
        has_expired=bool(token) and unsealed is None,
        has_unknown_needs=len(needs) < len(set(codes)),
    )


def _understood(problem: str) -> Understood:
    """A sentence too long to be sealed with what was understood, or sealed before this was."""
    text = read_sentence(problem).rest()
    return Understood(text, understand(text))


def _page(text: str) -> int:
    """1 when it is no page of ours."""
    return min(int(text), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def _sort(text: str) -> Sort:
    return next((sort for sort in Sort if sort == text), Sort.RELEVANCE)


def _cursor(text: str) -> int | None:
    """None when it is no cursor of ours."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None

"""What each kind of page adds to the editing page: its parts, its words, where it went."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import Http404
from django.utils.functional import Promise

from accounts.kept_query import KeptQuery
from contributions import help_texts
from contributions.editing.parts import OFFER_PARTS, STRUCTURE_PARTS, Part
from contributions.models import Proposal
from contributions.targets import TargetKind, kind_named
from offers.models import OfferPage, Structure


@dataclass(frozen=True, slots=True)
class EditKind:
    """`moved_to` gives the address of what replaces a page that left the site, "" when nothing
    does; `related` is what the editing page reads with a target."""

    name: str
    parts: tuple[Part, ...]
    moved_to: Callable[[Any], str]
    help_texts: Mapping[str, Promise]
    url_name: str
    related: tuple[str, ...]

    @property
    def target(self) -> TargetKind:
        return kind_named(self.name)

    def find(self, public_id: str) -> Any:
        """The page of that public id, on the site or not. Raises Http404."""
        found = _named(self.name, self.related).one(public_id=public_id)
        if found is None:
            raise Http404
        return found

    def part_of(self, field: str) -> Part | None:
        return next((part for part in self.parts if field in part.fields), None)


@cache
def _named(kind: str, related: tuple[str, ...]) -> KeptQuery[Any]:
    rows = kind_named(kind).model.objects.select_related(*related)
    return KeptQuery(lambda slot: rows.filter(public_id=slot("public_id")))


def _offer_moved_to(offer: OfferPage) -> str:
    others = OfferPage.objects.select_related("public").filter(public_id=offer.public.moved_to)
    other = others.first() if offer.public.moved_to else None
    return other.public.get_absolute_url() if other else ""


def _structure_moved_to(structure: Structure) -> str:
    return structure.merged_into.get_absolute_url() if structure.merged_into else ""


OFFER = EditKind(
    name=Proposal.Target.OFFER,
    parts=OFFER_PARTS,
    moved_to=_offer_moved_to,
    help_texts=help_texts.OFFER,
    url_name="contributions:propose-edit",
    related=("visibility", "commune", "home_territory", "structure", "public"),
)
STRUCTURE = EditKind(
    name=Proposal.Target.STRUCTURE,
    parts=STRUCTURE_PARTS,
    moved_to=_structure_moved_to,
    help_texts=help_texts.STRUCTURE,
    url_name="contributions:propose-structure",
    related=("commune", "home_territory", "merged_into"),
)
KINDS = {kind.name: kind for kind in (OFFER, STRUCTURE)}

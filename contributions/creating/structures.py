"""Who runs the offer: a structure that is here, found by its name, or a new one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from contributions.creating.kinds import Typed, first
from contributions.creating.places import commune_or_none
from offers.cards import structure_place
from offers.identifiers import public_slug
from offers.models import Structure
from offers.models.structures import AddressVisibility
from offers.structures import check_structure
from offers.twins import structure_twins
from offers.validation import InvalidFields
from territories.areas import above_commune
from territories.models import Territory

NEW = "new"
_SHORTEST = 3
_READ, _SHOWN = 40, 8
# The fields of a new structure by the name of their box.
BOXES = {
    "name": "structure_name",
    "kind_label": "new_kind",
    "commune": "new_commune",
    "phone": "new_phone",
    "website": "new_website",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    public_id: str
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class Runner:
    """Exactly one is set: a structure of the site, or the checked fields of a new one."""

    structure: Structure | None = None
    new: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.structure.name if self.structure else str(self.new["name"])

    def shown(self, home: Territory) -> Structure:
        """The structure as the preview of an offer needs it; a new one is not saved."""
        if self.structure:
            return self.structure
        name = self.new["name"]
        return Structure(name=name, slug=public_slug(name), home_territory=home)


def candidates(typed: Typed, *, user: User | None) -> list[Candidate]:
    """Structures that may be meant: those the person keeps while no name is typed, else those
    whose name holds the words, the nearest first, and the one chosen already."""
    name = first(typed, "structure_name").strip()
    near = commune_or_none(first(typed, "commune"))
    found = _named(name, near) if len(name) >= _SHORTEST else _kept_by(user)
    chosen = _chosen(typed)
    if chosen and chosen not in found:
        found.insert(0, chosen)
    return [Candidate(each.public_id, each.name, structure_place(each)) for each in found]


def runner_of(typed: Typed, *, user: User | None, remote_from: Territory | None = None) -> Runner:
    """The structure meant. Raises InvalidFields by box, saying what to do.

    `remote_from` is the commune of the offer, for a new structure that gives none.
    """
    asked = first(typed, "structure")
    if asked and asked != NEW:
        if structure := _chosen(typed):
            return Runner(structure)
        raise InvalidFields({"structure_name": [_("This structure is no longer on the site.")]})
    if not first(typed, "structure_name").strip():
        raise InvalidFields({"structure_name": [_("Say which structure runs this offer.")]})
    if not asked and candidates(typed, user=user):
        message = _("Choose the structure in the list below, or say that it is not there yet.")
        raise InvalidFields({"structure_name": [message]})
    return Runner(new=_checked(typed, remote_from))


def prefilled(runner: Runner | None) -> Typed:
    """What the next screen may take over from the structure: only what its own page says."""
    structure = runner.structure if runner else None
    if structure is None or structure.address_visibility != AddressVisibility.PUBLIC:
        return {}
    said = {
        "street_address": structure.street_address,
        "postal_code": structure.postal_code,
        "commune": structure.commune.name if structure.commune else "",
        "person_phone": structure.phone,
        "person_mail": structure.email,
    }
    return {name: [text] for name, text in said.items() if text}


def _chosen(typed: Typed) -> Structure | None:
    rows = Structure.objects.live().select_related("commune", "home_territory")
    asked = first(typed, "structure")
    return rows.filter(public_id=asked).first() if asked not in {"", NEW} else None


def _named(name: str, near: Territory | None) -> list[Structure]:
    rows = Structure.objects.live().named(name[:150]).select_related("commune", "home_territory")
    found = list(rows.order_by("search_name", "pk")[:_READ])
    if near is not None and (twin := _twin(name, near)) and twin not in found:
        found.append(twin)
    if near is not None:
        home = above_commune(near)
        found.sort(key=lambda each: (not _is_at(each, near), each.home_territory_id != home.pk))
    return found[:_SHOWN]


def _twin(name: str, near: Territory) -> Structure | None:
    """A structure whose name is written otherwise; never one whose place is protected."""
    (twin,) = structure_twins([({"name": name, "commune": near.uid}, None)])
    if twin is None or twin.structure.address_visibility == AddressVisibility.HIDDEN:
        return None
    return twin.structure


def _is_at(structure: Structure, near: Territory) -> bool:
    is_told = structure.address_visibility != AddressVisibility.HIDDEN
    return is_told and structure.commune_id == near.pk


def _kept_by(user: User | None) -> list[Structure]:
    if user is None:
        return []
    rows = Structure.objects.live().filter(memberships__user=user)
    return list(rows.select_related("commune", "home_territory").order_by("search_name")[:_SHOWN])


def _checked(typed: Typed, remote_from: Territory | None) -> dict[str, Any]:
    commune = commune_or_none(first(typed, "new_commune")) or remote_from
    said = {name: first(typed, box) for name, box in BOXES.items() if name != "commune"}
    if commune is None:
        raise InvalidFields({"new_commune": [_("Say in which commune this structure is.")]})
    try:
        checked = check_structure({}, {**said, "commune": commune.uid})
    except InvalidFields as invalid:
        raise InvalidFields(_by_box(invalid.errors)) from None
    return {name: checked[name] for name in BOXES}


def _by_box(errors: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    return {BOXES.get(name, "structure_name"): list(said) for name, said in errors.items()}

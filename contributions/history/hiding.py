"""What an old version may show: nothing that is hidden now, nor that was hidden at any time since.

The public history shows everybody the same, whatever they see on the page: what the page shows to
all. Loosening the protection of a page does not open the versions that were protected.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from contributions.history.entries import Fields
from offers.models import OfferPage, OfferVisibility, Structure
from offers.models.structures import AddressVisibility
from offers.schema import ADDRESS_FIELDS
from offers.visibility import stricter

DOORS = ("engage_person", "engage_worker")
_DOOR_MODES = frozenset({"come", "refer"})
_CONTACTS = ("contact_name", "contact_phone", "contact_email")
_PUBLIC = OfferVisibility.Contact.PUBLIC


@dataclass(frozen=True, slots=True)
class Veil:
    """Fields that are not shown, and whether ways to get in touch tell where the door is."""

    fields: frozenset[str] = frozenset()
    hides_doors: bool = False

    def __or__(self, other: Self) -> "Veil":
        return Veil(self.fields | other.fields, self.hides_doors or other.hides_doors)

    def over(self, fields: Mapping[str, Any]) -> Fields:
        """What may be shown of the fields."""
        shown = {name: value for name, value in fields.items() if name not in self.fields}
        if self.hides_doors:
            doors = (name for name in DOORS if name in shown)
            shown |= {name: [_without_door(row) for row in shown[name] or []] for name in doors}
        return shown

    def hidden_of(self, fields: Mapping[str, Any]) -> frozenset[str]:
        """The fields that hold something this veil takes away."""
        doors = (n for n in DOORS if self.hides_doors and any(map(_is_door, fields.get(n) or [])))
        return (self.fields & fields.keys()) | frozenset(doors)


NO_VEIL = Veil()


def no_veil(target: Any, since: datetime) -> Veil:
    return NO_VEIL


def offer_veil(offer: OfferPage, since: datetime) -> Veil:
    """The strictest that was in force from then to now."""
    rows = [*_in_force(offer.visibility.history.order_by("history_date"), since), offer.visibility]
    contacts = {name for name in _CONTACTS for row in rows if getattr(row, name) != _PUBLIC}
    return _veil_of(row.address for row in rows) | Veil(frozenset(contacts))


def structure_veil(structure: Structure, since: datetime) -> Veil:
    rows = _in_force(structure.history.order_by("history_date", "history_id"), since)
    levels = [row.address_visibility for row in rows]
    return _veil_of([*levels, structure.address_visibility])


def _veil_of(levels: Iterable[str]) -> Veil:
    level = str(AddressVisibility.PUBLIC)
    for one in levels:
        level = stricter(level, one)
    if level == AddressVisibility.PUBLIC:
        return NO_VEIL
    also = {"commune"} if level == AddressVisibility.HIDDEN else set()
    return Veil(ADDRESS_FIELDS | also, hides_doors=True)


def _in_force(rows: Iterable[Any], since: datetime) -> list[Any]:
    """The last row of before, and those that came after."""
    found: list[Any] = []
    for row in rows:
        found = [row] if row.history_date <= since else [*found, row]
    return found


def _is_door(row: Mapping[str, Any]) -> bool:
    return row.get("mode") in _DOOR_MODES and bool(row.get("value") or row.get("note"))


def _without_door(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "value": "", "note": ""} if _is_door(row) else dict(row)

"""The pages that can be reported, and what of them anyone sees, so that anyone may correct it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property

from contributions.diff import FieldLike
from contributions.models import Report
from contributions.permissions import hidden_fields
from contributions.targets import TargetKind, kind_for
from offers.models import OfferPage, OfferVisibility, Structure
from offers.models.structures import AddressVisibility
from offers.schema import ADDRESS_FIELDS
from territories.models import Territory

_CONTACTS = ("contact_name", "contact_phone", "contact_email")


@dataclass(frozen=True)
class Subject:
    """A live offer or structure, read with its commune, its visibility and its territory."""

    target: OfferPage | Structure

    @cached_property
    def kind(self) -> TargetKind:
        return kind_for(self.target)

    @property
    def is_offer(self) -> bool:
        return isinstance(self.target, OfferPage)

    @property
    def name(self) -> str:
        """Tells this page from every other, in a seal or a hash."""
        return f"{self.kind.column}:{self.target.public_id}"

    @property
    def title(self) -> str:
        return self.kind.title(self.target)

    @property
    def url(self) -> str:
        return self.kind.url(self.target)

    @property
    def territory(self) -> Territory:
        return self.target.home_territory

    @property
    def columns(self) -> dict[str, int | None]:
        """Which page it is, as a report keeps it."""
        return {
            "offer_id": self.target.pk if self.is_offer else None,
            "structure_id": None if self.is_offer else self.target.pk,
        }

    @cached_property
    def public(self) -> dict[str, Any]:
        """The proposable fields that anyone sees, as they are now."""
        hidden = _unseen(self.target)
        fields = self.kind.snapshot(self.target)
        return {name: value for name, value in fields.items() if name not in hidden}

    @property
    def schema(self) -> Mapping[str, FieldLike]:
        return self.kind.schema


def subject_of(report: Report) -> Subject:
    """The page a report is about. Read it with `offer` or `structure`."""
    target = report.offer or report.structure
    assert target is not None  # noqa: S101 - the database holds one of them
    return Subject(target)


def _unseen(target: OfferPage | Structure) -> frozenset[str]:
    """The proposable fields that a visitor without account does not see."""
    if isinstance(target, OfferPage):
        return hidden_fields(target) | {
            name
            for name in _CONTACTS
            if getattr(target.visibility, name) != OfferVisibility.Contact.PUBLIC
        }
    level = target.address_visibility
    hidden = ADDRESS_FIELDS if level != AddressVisibility.PUBLIC else frozenset()
    return hidden | {"commune"} if level == AddressVisibility.HIDDEN else hidden

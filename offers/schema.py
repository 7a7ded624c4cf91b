"""The proposable fields of an offer: kind for the merge, label, group on forms."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext_lazy as _

from offers.models import OfferPage

Kind = Literal["scalar", "set", "rows", "rich_text"]


@dataclass(frozen=True, slots=True)
class FieldSpec:
    name: str
    kind: Kind
    group: str

    @property
    def label(self) -> str:
        if self.name == "title":
            return str(_("title"))
        return str(OfferPage._meta.get_field(self.name).verbose_name)


GROUPS = {
    "essentials": _("What it is"),
    "audience": _("Who it is for"),
    "engage": _("How to get in touch"),
    "place": _("Where and when"),
    "terms": _("Practical details"),
}

_FIELDS: tuple[tuple[str, Kind, str], ...] = (
    ("title", "scalar", "essentials"),
    ("summary", "scalar", "essentials"),
    ("needs", "set", "essentials"),
    ("service_types", "set", "essentials"),
    ("what", "rich_text", "essentials"),
    ("how_it_goes", "rich_text", "essentials"),
    ("what_next", "rich_text", "essentials"),
    ("simple_version", "scalar", "essentials"),
    ("for_whom", "rich_text", "audience"),
    ("audiences", "set", "audience"),
    ("audience_detail", "scalar", "audience"),
    ("access_conditions", "rich_text", "audience"),
    ("min_age", "scalar", "audience"),
    ("max_age", "scalar", "audience"),
    ("documents", "set", "audience"),
    ("engage_person", "rows", "engage"),
    ("engage_worker", "rows", "engage"),
    ("contact_name", "scalar", "engage"),
    ("contact_phone", "scalar", "engage"),
    ("contact_email", "scalar", "engage"),
    ("website", "scalar", "engage"),
    ("reception_modes", "set", "place"),
    ("street_address", "scalar", "place"),
    ("postal_code", "scalar", "place"),
    ("commune", "scalar", "place"),
    ("latitude", "scalar", "place"),
    ("longitude", "scalar", "place"),
    ("opening_hours", "scalar", "place"),
    ("coverage", "set", "place"),
    ("accessibility", "scalar", "place"),
    ("fee", "scalar", "terms"),
    ("fee_detail", "scalar", "terms"),
    ("duration_weeks", "scalar", "terms"),
    ("hours_per_week", "scalar", "terms"),
    ("languages_spoken", "set", "terms"),
)

OFFER_FIELDS: dict[str, FieldSpec] = {
    name: FieldSpec(name, kind, group) for name, kind, group in _FIELDS
}

# Fields that say where exactly: never public when the address is not.
ADDRESS_FIELDS = frozenset({"street_address", "postal_code", "latitude", "longitude"})
EVERYWHERE = "everywhere"

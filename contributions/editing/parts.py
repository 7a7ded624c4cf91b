"""The parts of a page as its readers know them, and the fields that are edited in each."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Column = Literal["head", "main", "side", "foot"]


@dataclass(frozen=True, slots=True)
class Part:
    """`column` is where it stands on the public page."""

    key: str
    title: Promise
    fields: tuple[str, ...]
    column: Column = "main"


OFFER_PARTS = (
    Part("name", _("Name and summary"), ("title", "summary"), "head"),
    Part("what", _("What it is"), ("what",)),
    Part("for_whom", _("For whom"), ("for_whom",)),
    Part("conditions", _("Conditions"), ("access_conditions",)),
    Part("how", _("How it goes"), ("how_it_goes",)),
    Part("next", _("What happens next"), ("what_next",)),
    Part("simple", _("In simple words"), ("simple_version",)),
    Part("bring", _("What to bring"), ("documents",)),
    Part("audience", _("Audience"), ("audiences", "audience_detail", "min_age", "max_age")),
    Part("cost", _("Cost"), ("fee", "fee_detail")),
    Part(
        "place",
        _("Where people are received"),
        (
            "reception_modes",
            "street_address",
            "postal_code",
            "commune",
            "latitude",
            "longitude",
            "accessibility",
        ),
    ),
    Part("hours", _("Opening hours"), ("opening_hours",)),
    Part("coverage", _("Area served"), ("coverage",)),
    Part(
        "more",
        _("Other details"),
        ("service_types", "duration_weeks", "hours_per_week", "languages_spoken"),
    ),
    Part(
        "contact",
        _("Get in touch"),
        ("engage_person", "contact_name", "contact_phone", "contact_email", "website"),
        "side",
    ),
    Part("workers", _("You support someone"), ("engage_worker",), "side"),
    Part("needs", _("What it answers"), ("needs",), "foot"),
)

STRUCTURE_PARTS = (
    Part("name", _("Name"), ("name", "kind_label", "identifier"), "head"),
    Part("description", _("What it does"), ("description",)),
    Part("contact", _("Get in touch"), ("phone", "email", "website"), "side"),
    Part(
        "place",
        _("Where people are received"),
        ("street_address", "postal_code", "commune", "latitude", "longitude", "accessibility"),
        "side",
    ),
    Part("hours", _("Opening hours"), ("opening_hours",), "side"),
)

"""What would make a good page better, and why: never asked before it is published."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from offers.richtext import plain_text

# Below this a description leaves most questions open (data·inclusion scores it so too).
_TELLING = 200


@dataclass(frozen=True, slots=True)
class Advice:
    """What to add, on which screen, at which box."""

    text: Promise
    screen: str
    box: str


_IF_EMPTY = (
    (
        "summary",
        Advice(_("One sentence in short: it is shown in the results."), "besoin", "summary"),
    ),
    ("audiences", Advice(_("For whom it is: many filter by it."), "besoin", "audiences")),
    (
        "access_conditions",
        Advice(_("The conditions, or that there are none."), "besoin", "access_conditions"),
    ),
    ("service_types", Advice(_("The kind of help."), "service", "service_types")),
    ("how_it_goes", Advice(_("How it goes: what awaits one reassures."), "service", "how_it_goes")),
    ("fee", Advice(_("Whether one pays."), "service", "fee")),
    ("opening_hours", Advice(_("The hours: they save a journey."), "lieu", "opening_hours")),
    (
        "engage_worker",
        Advice(_("How a worker sends someone, if it is done otherwise."), "lieu", "worker_phone"),
    ),
    (
        "languages_spoken",
        Advice(_("The languages spoken on the spot."), "lieu", "languages_spoken"),
    ),
)
_SHORT = Advice(_("A few sentences more on what is done there."), "service", "what")


def advice_on(fields: dict[str, Any]) -> list[Advice]:
    """What is missing from the fields of an offer, in the order of the screens."""
    found = [advice for name, advice in _IF_EMPTY if not fields.get(name)]
    if len(plain_text(fields.get("what") or "")) < _TELLING:
        found.append(_SHORT)
    order = ("besoin", "service", "lieu")
    return sorted(found, key=lambda advice: order.index(advice.screen))

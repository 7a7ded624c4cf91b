"""The box above the results: what it says, its numbers, and the way out of the page."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search.models import EmergencyNumber
from search.places import Place
from search.safety.kinds import Danger

# More would have to be read before one is called.
MOST_NUMBERS = 6

WORDS: dict[Danger, Promise] = {
    Danger.MEDICAL: _(
        "If a life may be in danger, call now and stay on the line: you will be told what to do."
    ),
    Danger.VIOLENCE: _(
        "Nobody has the right to hurt you, and it is not your fault. If the danger is there now, "
        "call the police; if speaking is dangerous, write."
    ),
    Danger.CHILD: _(
        "A child in danger must be protected now. Anyone may call, a child too, even without "
        "being sure."
    ),
    Danger.SUICIDE: _(
        "If you are thinking of dying, or are afraid for somebody, talk about it now: people "
        "listen, without judging, and it helps."
    ),
    Danger.ROOF: _(
        "If you have nowhere to sleep tonight, call now, and again if nobody answers: places are "
        "given through the day."
    ),
    Danger.HUNGER: _(
        "If you have nothing left to eat, you can be told where to eat today. The social service "
        "of the town hall can also help the same day."
    ),
}


@dataclass(frozen=True, slots=True)
class SafetyBox:
    """`words`: a sentence for each danger, one or two; `exit_url`: a page that says nothing."""

    words: list[Promise]
    numbers: list[EmergencyNumber]
    exit_url: str


def safety_box(dangers: Collection[Danger], place: Place | None) -> SafetyBox | None:
    """None when nothing typed speaks of a danger. One query when there is a box."""
    if not dangers:
        return None
    country = place.country_code if place else settings.DEFAULT_COUNTRY
    numbers = EmergencyNumber.objects.shown(country=country, dangers=dangers)[:MOST_NUMBERS]
    words = [WORDS[danger] for danger in Danger if danger in dangers][:2]
    return SafetyBox(words, numbers, settings.QUICK_EXIT_URL)

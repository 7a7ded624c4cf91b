"""A source writes inside its territory: where a record is, and where it would go."""

from django.utils.translation import gettext as _

from offers.exchange.records import Problem
from offers.models import Source
from territories.models import Territory


def outside(source: Source, *homes: Territory) -> Problem | None:
    """What keeps a record out: one of these territories is not in that of the source."""
    for home in homes:
        if not source.territory.contains(home):
            reason = _("%(place)s is outside the territory of this source.")
            return Problem("code_insee", home.code, reason % {"place": home.name})
    return None

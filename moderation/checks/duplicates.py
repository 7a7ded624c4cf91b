"""A new offer, or one that changes its name or place, that the site may have already."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from moderation.checks.findings import Finding, Level
from moderation.checks.reading import Reading
from offers.twins.scoring import is_twin
from offers.twins.suggesting import look_alikes

# A change of these may turn one offer into another.
_TELLING = frozenset({"title", "commune", "contact_phone", "contact_email", "website"})


def check(reading: Reading) -> Iterator[Finding]:
    """Up to three live offers, with how likely they are the same."""
    is_offer = "needs" in reading.schema
    if not is_offer or not (reading.target is None or _TELLING.intersection(reading.changed)):
        return
    own = getattr(reading.target, "pk", None)
    for alike in look_alikes(reading.after, structure=reading.structure_name):
        if alike.offer.pk == own:
            continue
        percent = round(alike.score * 100)
        yield Finding(
            code="duplicate",
            level=Level.WARNING if is_twin(alike.score) else Level.NOTE,
            label=_("It may be on the site already (%(percent)d %%)") % {"percent": percent},
            detail=f"{alike.offer.title} — {alike.offer.structure.name}",
            url=alike.offer.get_absolute_url(),
        )

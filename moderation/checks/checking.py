"""All that the checks find in one proposal."""

from collections.abc import Callable, Iterable

from contributions.models import Proposal
from contributions.previews import Preview
from moderation.checks import (
    duplicates,
    links,
    mails,
    phones,
    places,
    private_data,
    readability,
)
from moderation.checks.findings import WEIGHT, Finding
from moderation.checks.reading import Reading, reading_of

Check = Callable[[Reading], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (
    private_data.check,
    links.check,
    phones.check,
    mails.check,
    duplicates.check,
    places.check,
    readability.check,
)


def findings_of(proposal: Proposal, *, seen: Preview | None = None) -> list[Finding]:
    """What an animator should look at, the gravest first, in the order of the page. Nothing is sent
    out, nothing is written; the number of queries does not depend on the texts.

    `seen` is the preview of the proposal when the caller made it already.
    """
    reading = reading_of(proposal, seen)
    found = [finding for check in CHECKS for finding in check(reading)]
    return sorted(found, key=lambda one: WEIGHT[one.level])


def map_points_of(proposal: Proposal, *, seen: Preview | None = None) -> list[places.MapPoint]:
    """What a map of the proposal shows: the point before and after, and the commune; of a protected
    place the commune only."""
    return places.map_points(reading_of(proposal, seen))

"""A draft as its public page will show it."""

from datetime import datetime
from typing import Any

from contributions.creating.screens import Written
from offers.known import Known
from offers.presentation import offer_context
from offers.public_view import Beside, public_row
from offers.publishing import empty_fields, new_offer
from offers.validation import apply_changes
from offers.visibility import starting_visibility
from territories.models import Territory


def preview(written: Written, *, at: datetime) -> dict[str, Any]:
    """The context of the offer's page for a complete draft; nothing is written.

    Raises InvalidFields when screens that are right one by one contradict each other.
    """
    known = Known.from_database()
    merged = apply_changes(empty_fields(), written.fields(), known=known)
    country = Territory.objects.get(uid=written.country)
    runner = written.runner
    assert runner is not None  # noqa: S101 - a complete draft says who runs it
    structure = runner.shown(country)
    offer = new_offer(structure=structure, merged=merged, country=country, known=known)
    visibility = starting_visibility(offer, hiding_needs=known.hiding_needs)
    return offer_context(public_row(offer, Beside(visibility), modified_at=at))

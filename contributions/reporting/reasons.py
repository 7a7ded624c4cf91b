"""What each reason of a report means: which fields it is about, and by when somebody looks."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from contributions.models import Report

Reason = Report.Reason
Priority = Report.Priority

# The fields whose right value is offered first.
FIELDS: Mapping[str, tuple[str, ...]] = {
    Reason.MOVED: ("street_address", "postal_code", "commune"),
    Reason.PHONE: ("engage_person", "contact_phone", "phone"),
    Reason.HOURS: ("opening_hours",),
    Reason.TURNED_AWAY: ("access_conditions",),
}
# Of the ways to get in touch, only these go with a reason.
MODES: Mapping[str, str] = {Reason.PHONE: "phone"}

PRIORITY: Mapping[str, Priority] = {
    Reason.PERSONAL_DATA: Priority.URGENT,
    Reason.ILLEGAL: Priority.URGENT,
    Reason.CLOSED: Priority.SOON,
    Reason.MOVED: Priority.SOON,
    Reason.PHONE: Priority.SOON,
    Reason.HOURS: Priority.SOON,
    Reason.TURNED_AWAY: Priority.SOON,
}
DUE_IN: Mapping[int, timedelta] = {
    Priority.URGENT: timedelta(hours=24),
    Priority.SOON: timedelta(hours=72),
    Priority.ORDINARY: timedelta(days=7),
}
# What differs from one person to the next: two of these are never the same report without the same
# words.
TOLD_IN_WORDS = frozenset({Reason.PERSONAL_DATA, Reason.ILLEGAL, Reason.OTHER})
# What the page says in public of each; of privacy, danger and the rest it says no more than that.
SAID = {
    Reason.CLOSED: _("It may be closed"),
    Reason.MOVED: _("It may have moved"),
    Reason.PHONE: _("The phone may not answer any more"),
    Reason.HOURS: _("The opening hours may be wrong"),
    Reason.WAITING: _("The waiting time may be wrong"),
    Reason.TURNED_AWAY: _("People may not be received as the page says"),
}
SAID_OF_OTHERS = _("Something on this page may be wrong")


def priority_of(reason: str) -> Priority:
    return PRIORITY.get(reason, Priority.ORDINARY)


def public_label(reason: str) -> str:
    """What the readers of the page are told of a report."""
    return str(SAID.get(Reason(reason), SAID_OF_OTHERS))

"""Why a report is not settled as asked."""

from django.utils.translation import gettext as _


class ClosedReport(Exception):
    """Somebody settled it already."""

    def __str__(self) -> str:
        return _("This report is already settled. Nothing was done.")


class IncompleteAnswer(Exception):
    """What the act needs is missing or too long; the message is for the animator."""

"""What the clock forgets of reports: addresses, words, hashes of networks, doubts that are over."""

from datetime import datetime, timedelta

from contributions.models import Doubt, Report, SignalKey
from contributions.reporting.witnesses import REMEMBERED
from journal.clock import job

ADDRESS_KEPT = timedelta(days=30)
WORDS_KEPT = timedelta(days=365)


@job("reports.forget", every=timedelta(hours=6))
def forget(at: datetime) -> None:
    """The address 30 days after the end, the words after a year; keys of networks, with the hashes
    made under them, 14 days after they were drawn."""
    closed = Report.objects.closed_before
    closed(at - ADDRESS_KEPT).exclude(email="").update(email="")
    closed(at - WORDS_KEPT).exclude(text="").update(text="", asked={})
    SignalKey.objects.filter(made_at__lte=at - REMEMBERED).delete()
    Doubt.objects.filter(until__lte=at).delete()

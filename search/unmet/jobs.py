"""What the clock does with the texts of unmet needs: 30 days, then nothing of them is left."""

from datetime import datetime, timedelta

from django.utils import timezone

from journal.clock import job
from search.unmet.remembering import forget_old


@job("search.forget_texts", every=timedelta(days=1))
def forget_texts(at: datetime) -> None:
    forget_old(timezone.localdate(at))

"""Reasons in words: a code may be of a refusal, of a hidden message or of a report."""

from datetime import timedelta

from contributions.mine.waiting import spoken_delay
from contributions.models import Post, Report
from moderation.models import Block, Decision, Protection

_LABELS = {
    "refused": dict(Decision.Reason.choices),
    "hidden": dict(Post.Reason.choices),
    "reports": dict(Report.Reason.choices),
    "blocked": dict(Block.Reason.choices),
    "protected": dict(Protection.Reason.choices),
}


def reason_said(measure: str, code: str) -> str:
    """In the language active now; the code itself when it is known no more."""
    return str(_LABELS.get(measure, {}).get(code, code))


def hours_said(hours: int | None) -> str:
    """As people say it; "" when it is not known."""
    return "" if hours is None else spoken_delay(timedelta(hours=hours))

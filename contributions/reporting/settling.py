"""How a report ends, each act by an animator: what is done, who is told, what is forgotten."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.kept_query import KeptQuery
from accounts.models import User
from contributions.models import Proposal, Report
from contributions.reporting import witnesses
from contributions.reporting.answering import ask_to_answer, give_up_answering
from contributions.reporting.errors import ClosedReport, IncompleteAnswer
from contributions.reporting.looking import require_free
from contributions.reporting.permissions import can_settle
from contributions.reporting.proposing import propose_correction
from contributions.reporting.subjects import Subject, subject_of
from journal.audit import record
from offers import normalise
from offers.normalise import Refused

LONGEST_ANSWER = 2_000

State = Report.State


@transaction.atomic
def answer_report(*, report: Report, by: User, answer: str, at: datetime | None = None) -> Report:
    """Close the report with some words for whoever made it.

    Raises ClosedReport, IncompleteAnswer, or PermissionDenied with the reason.
    """
    text = _words(answer)
    if not text:
        raise IncompleteAnswer(_("Write what you answer."))
    locked = _locked(report, by, at)
    return _end(locked, State.ANSWERED, by=by, at=at, answer=text)


@transaction.atomic
def dismiss_report(
    *, report: Report, by: User, why: str, answer: str = "", at: datetime | None = None
) -> Report:
    """Set the report aside for a reason that whoever made it is told. Raises as `answer_report`."""
    text = _words(answer)
    if why not in Report.Dismissal.values:
        raise IncompleteAnswer(_("Choose why it is set aside."))
    locked = _locked(report, by, at)
    return _end(locked, State.DISMISSED, by=by, at=at, answer=text, dismissal=why)


@transaction.atomic
def confirm_report(*, report: Report, by: User, at: datetime | None = None) -> Report:
    """Say that it is true, while the page is not corrected yet: the offer stands a little lower.

    Raises ClosedReport, or PermissionDenied with the reason.
    """
    now = at or timezone.now()
    locked = _locked(report, by, now)
    locked.state = State.CONFIRMED
    locked.save(update_fields=["state"])
    _record(locked, "report.confirmed", by)
    if locked.offer_id is not None:
        witnesses.confirm_doubt(locked.offer_id, at=now)
    return locked


@transaction.atomic
def join_report(*, report: Report, into: Report, by: User, at: datetime | None = None) -> Report:
    """Make it a duplicate of another that waits on the same page, to be settled with that one.

    Raises ClosedReport, IncompleteAnswer, or PermissionDenied with the reason.
    """
    locked = _locked(report, by, at)
    page = Report.objects.open().of(offer_id=locked.offer_id, structure_id=locked.structure_id)
    others = page.exclude(pk=locked.pk).exclude(state=State.DUPLICATE)
    first = others.select_for_update(of=("self",)).filter(pk=into.pk).first()
    if first is None:
        raise IncompleteAnswer(_("Choose another open report of the same page."))
    first.witnesses += locked.witnesses
    first.save(update_fields=["witnesses"])
    Report.objects.filter(merged_into=locked).update(merged_into=first)
    locked.merged_into, locked.state = first, State.DUPLICATE
    locked.save(update_fields=["merged_into", "state"])
    _record(locked, "report.joined", by)
    return locked


@transaction.atomic
def convert_report(*, report: Report, by: User, at: datetime | None = None) -> Proposal:
    """Make what the report asks a proposal of whoever made it: the right value that came with it,
    or that a page of what is closed leaves the site.

    Raises ClosedReport, IncompleteAnswer when it asks nothing, InvalidFields, NoChange or
    MovedMeanwhile when it no longer fits the page, or PermissionDenied with the reason.
    """
    can_settle(by, report).or_raise()
    if not can_be_proposed(report):
        raise IncompleteAnswer(_("No right value came with this report."))
    subject = subject_of(report)
    proposal = propose_correction(
        subject=subject,
        reason=report.reason,
        changes=report.asked,
        base={},
        author=report.author,
    )
    locked = _locked(report, by, at, subject=subject)
    locked.proposal, locked.state = proposal, State.CONVERTED
    locked.save(update_fields=["proposal", "state"])
    _record(locked, "report.converted", by)
    return proposal


def can_be_proposed(report: Report) -> bool:
    """Whether it says by itself what should become of the page."""
    return bool(report.asked) or report.reason == Report.Reason.CLOSED


def settle_with(proposal: Proposal, *, at: datetime) -> None:
    """Close the reports that a proposal answers, now that it is decided, in its transaction."""
    for report in _answered_by.ask(proposal=proposal.pk):
        key = witnesses.lock_key(subject_of(report), at=at)
        locked = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
        if locked.closed_at is not None:
            continue
        _close(locked, at)
        witnesses.review_doubt(key)


_answered_by = KeptQuery(lambda slot: Report.objects.open().filter(proposal=slot("proposal")))


def unsettle_with(proposal: Proposal, *, closed_at: datetime, at: datetime) -> None:
    """Open again the reports that were closed with a proposal at that moment, whoever made them
    not told yet: its decision was undone."""
    closed = Report.objects.filter(proposal=proposal, closed_at=closed_at)
    for report in closed.select_related("offer"):
        key = witnesses.lock_key(subject_of(report), at=at)
        for one in (report, *report.duplicates.filter(closed_at=closed_at)):
            one.closed_at = None
            one.save(update_fields=["closed_at"])
            give_up_answering(one)
        witnesses.raise_doubt(key, at=at)


def _locked(
    report: Report, by: User, at: datetime | None, *, subject: Subject | None = None
) -> Report:
    """The report, locked after its page's key, that the person may settle, nobody settled and
    nobody else looks at. Raises NotNow too."""
    witnesses.lock_key(subject or subject_of(report), at=at or timezone.now())
    locked = Report.objects.select_for_update().get(pk=report.pk)
    can_settle(by, locked).or_raise()
    if locked.state not in Report.WAITING:
        raise ClosedReport
    require_free(locked, by)
    return locked


def _end(locked: Report, state: str, *, by: User, at: datetime | None, **said: Any) -> Report:
    """Close a locked report as the animator says, and whatever was joined to it."""
    now = at or timezone.now()
    locked.state = state
    for name, value in said.items():
        setattr(locked, name, value)
    _close(locked, now, "state", *said)
    _record(locked, f"report.{state}", by)
    witnesses.review_doubt(witnesses.lock_key(subject_of(locked), at=now))
    return locked


def _close(locked: Report, at: datetime, *written: str) -> None:
    """Nobody is told twice: those that were joined to it get the same answer."""
    locked.closed_at = at
    locked.save(update_fields=["closed_at", *written])
    ask_to_answer(locked)
    for duplicate in locked.duplicates.filter(closed_at=None):
        duplicate.closed_at = at
        duplicate.save(update_fields=["closed_at"])
        ask_to_answer(duplicate)


def _words(text: str) -> str:
    """Raises IncompleteAnswer when there are too many."""
    try:
        return str(normalise.lines(longest=LONGEST_ANSWER)(text))
    except Refused as refusal:
        raise IncompleteAnswer(str(refusal)) from None


def _record(report: Report, action: str, by: User) -> None:
    data = {"reason": report.reason, "dismissal": report.dismissal}
    record(actor=by, action=action, subject=report, territory=report.territory, data=data)

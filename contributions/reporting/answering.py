"""The answer to whoever reported a page: by mail when they left an address, else on their page."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from accounts import vault
from contributions.models import Proposal, Report
from contributions.reporting.services import PURPOSE
from contributions.reporting.subjects import subject_of
from journal import outbox
from journal.models import Outbox
from notifications import texts
from notifications.services import HOLD, cancel, notify

TOPIC = "report_answer"
# By mail to an address, by a notice to an account.
KINDS = ("report_answer", "report_answered")


@transaction.atomic
def ask_to_answer(report: Report) -> None:
    """Tell them once this is committed, after a moment in which a slip can be undone."""
    if report.email:
        outbox.enqueue(topic=TOPIC, key=str(report.uuid), not_before=timezone.now() + HOLD)
    elif report.author is not None:
        with override(report.author.language):
            subject = subject_of(report)
            notify(
                recipient=report.author,
                kind="report_answered",
                key=f"report_answered:{report.uuid}",
                path=subject.url,
                params=_said(report),
            )


def give_up_answering(report: Report) -> None:
    """Take the answer back, while it was not sent."""
    outbox.cancel(topic=TOPIC, key=str(report.uuid))
    cancel(key=f"report_answered:{report.uuid}")


@outbox.handler(TOPIC, atomic=False)
def mail_answer(row: Outbox) -> None:
    """Nothing when the address was deleted since, or can no longer be read."""
    report = Report.objects.filter(uuid=row.key).exclude(email="").first()
    if report is None or report.closed_at is None:
        return
    try:
        address = vault.unseal(report.email, purpose=PURPOSE)
    except vault.Unreadable:
        return
    with override(report.language):
        message(report, address).send()


def message(report: Report, address: str) -> EmailMessage:
    """Plain text, in the language in which the page was reported."""
    said, path = _said(report), subject_of(report).url
    return EmailMessage(
        subject=texts.subject("report_answer", said),
        body=texts.body("report_answer", said, name="", path=path),
        to=[address],
        headers={
            "Message-ID": f"<report-{report.uuid}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _said(report: Report) -> dict[str, str | bool]:
    """What became of the report, or of the one it was joined to."""
    ended = report.merged_into or report
    return {
        "title": subject_of(report).title,
        "reason": report.get_reason_display(),
        "is_corrected": ended.proposal is not None and _is_done(ended.proposal),
        "is_refused": ended.proposal is not None and not _is_done(ended.proposal),
        "dismissal": ended.get_dismissal_display() if ended.dismissal else "",
        "answer": ended.answer,
    }


def _is_done(proposal: Proposal) -> bool:
    """Whether the page says it now, or what was accepted of it."""
    return proposal.state in _DONE or proposal.parts.filter(state__in=_DONE).exists()


_DONE = (Proposal.State.APPLIED, Proposal.State.ALREADY_DONE)

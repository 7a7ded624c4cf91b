from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import vault
from accounts.models import User
from contributions.asking import rows_of_their_own
from contributions.errors import NoChange
from contributions.gate import Act, BarredAct, Verb, begin
from contributions.models import Report
from contributions.rebasing import content_hash
from contributions.reporting import witnesses
from contributions.reporting.proposing import propose_correction
from contributions.reporting.reasons import DUE_IN, TOLD_IN_WORDS, priority_of
from contributions.reporting.subjects import Subject
from contributions.signals import report_filed
from journal.audit import record
from offers import normalise
from offers.normalise import Refused
from offers.validation import InvalidFields

# Of the vault: what seals the address that an answer goes to.
PURPOSE = "report-answer"
_TEXT = normalise.lines(longest=Report.LONGEST_TEXT)

State = Report.State


@dataclass(frozen=True, slots=True)
class Told:
    """What one person says of a page. `network` tells it from others and is kept nowhere;
    `is_suspect`: a machine may have sent it."""

    reason: str
    changes: Mapping[str, Any]
    base: Mapping[str, Any]
    text: str = ""
    email: str = ""
    author: User | None = None
    network: str = ""
    is_suspect: bool = False


@transaction.atomic
def file_report(*, subject: Subject, told: Told, at: datetime | None = None) -> Report:
    """Keep what somebody says is wrong on a page, for the animators of its territory.

    With a right value it becomes a proposal, which an animator still has to accept, unless it looks
    like the work of a machine. The same again is another witness of the first report, and a row of
    its own only when it brings words or an address. Raises InvalidFields, NoChange or
    MovedMeanwhile, or BarredAct; then nothing is written.
    """
    if told.author is not None:
        begin(Act(Verb.REPORT, told.author, subject.territory))
    now = at or timezone.now()
    report = _checked(subject, told, now)
    if report.asked and not told.is_suspect:
        _make_proposal(report, subject, told)
    key = witnesses.lock_key(subject, at=now)
    first = _first_alike(report)
    if first is None:
        report.save(force_insert=True)
        _announce(report)
    if not told.is_suspect:
        is_new = witnesses.add_witness(key, first or report, network=told.network, at=now)
        witnesses.raise_doubt(key, at=now)
        if first is not None:
            _bear_out(first, report, is_new=is_new)
    return report if first is None else _joined(report, first)


def _checked(subject: Subject, told: Told, now: datetime) -> Report:
    """The report of what was told, unsaved, with everything typed made clean."""
    if told.reason not in Report.Reason.values:
        raise InvalidFields({"reason": [_("Choose what is wrong.")]})
    asked, text = _wanted(subject, told), _clean("text", told.text, _TEXT)
    email = _clean("email", told.email, normalise.email)
    priority = priority_of(told.reason)
    said = text.casefold() if told.reason in TOLD_IN_WORDS else ""
    return Report(
        **subject.columns,
        territory=subject.territory,
        reason=told.reason,
        asked=asked,
        text=text,
        email=vault.seal(email, purpose=PURPOSE) if email else "",
        language=get_language() or settings.LANGUAGE_CODE,
        author=told.author,
        author_label=told.author.display_name if told.author else "",
        is_suspect=told.is_suspect,
        dedupe_hash=content_hash([subject.name, told.reason, asked, said]),
        priority=priority,
        due_at=now + DUE_IN[priority],
        created_at=now,
    )


def _wanted(subject: Subject, told: Told) -> dict[str, Any]:
    """The right values, made clean, of fields that anyone sees. Raises InvalidFields, NoChange."""
    if hidden := [name for name in told.changes if name not in subject.public]:
        message = _("This field cannot be changed here.")
        raise InvalidFields({name: [message] for name in hidden})
    if not told.changes:
        return {}
    live = subject.kind.snapshot(subject.target)
    was = {**live, **{name: told.base[name] for name in live if name in told.base}}
    checked = subject.kind.check(was, rows_of_their_own(told.changes))
    wanted = {name: checked[name] for name in told.changes if checked[name] != was[name]}
    if not wanted:
        raise NoChange
    return wanted


def _clean(name: str, value: str, reader: normalise.Normaliser) -> str:
    try:
        return str(reader(value))
    except Refused as refusal:
        raise InvalidFields({name: [str(refusal)]}) from None


def _make_proposal(report: Report, subject: Subject, told: Told) -> None:
    """Where the page is protected, the values wait with the report instead."""
    try:
        report.proposal = propose_correction(
            subject=subject,
            reason=told.reason,
            changes=report.asked,
            base=told.base,
            author=told.author,
        )
    except BarredAct:
        return
    report.state = State.CONVERTED


def _first_alike(report: Report) -> Report | None:
    """The open report that says the same of the same page, if there is one."""
    alike = Report.objects.open().filter(dedupe_hash=report.dedupe_hash)
    return alike.exclude(state=State.DUPLICATE).select_for_update().first()


def _bear_out(first: Report, report: Report, *, is_new: bool) -> None:
    """A person says what was said before: it counts, and what a machine began is theirs now."""
    first.witnesses += is_new
    first.is_suspect = False
    if report.proposal is not None and first.proposal is None:
        first.proposal, first.state = report.proposal, State.CONVERTED
    first.save(update_fields=["witnesses", "is_suspect", "proposal", "state"])


def _joined(report: Report, first: Report) -> Report:
    """The report kept beside the first when it brings something; else the first."""
    group = Report.objects.filter(Q(pk=first.pk) | Q(merged_into=first))
    is_repeated = not report.text or group.filter(text=report.text).exists()
    if is_repeated and not report.email:
        return first
    report.merged_into, report.state, report.proposal = first, State.DUPLICATE, None
    report.save(force_insert=True)
    return report


def _announce(report: Report) -> None:
    record(
        actor=report.author,
        action="report.filed",
        subject=report,
        territory=report.territory,
        data={"reason": report.reason, "fields": sorted(report.asked)},
    )
    report_filed.send(sender=Report, report=report)

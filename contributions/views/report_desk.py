"""What animators do with reports: read, check, answer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import MemberRequest
from accounts.paging import turns
from contributions.diff import diff_fields
from contributions.errors import MovedMeanwhile, NoChange, NotNow, TwinProposal
from contributions.models import Report
from contributions.reporting.errors import ClosedReport, IncompleteAnswer
from contributions.reporting.looking import looking_at
from contributions.reporting.permissions import can_read_reports, can_settle
from contributions.reporting.queries import reports_to_read
from contributions.reporting.settling import (
    answer_report,
    can_be_proposed,
    confirm_report,
    convert_report,
    dismiss_report,
    join_report,
)
from contributions.reporting.subjects import Subject, subject_of
from contributions.wording import Wording
from offers.validation import InvalidFields
from territories.permissions import territories_moderated_by

PER_PAGE = 50


@never_cache
@login_required
@require_safe
def reports(request: MemberRequest) -> HttpResponse:
    """What waits in the territories of the person: the most pressing first."""
    can_read_reports(request.user).or_raise()
    page = Paginator(reports_to_read(request.user), PER_PAGE).get_page(request.GET.get("page"))
    looked = looking_at(list(page), viewer=request.user)
    context = {
        "count": page.paginator.count,
        "lines": [(one, looked.get(one.pk)) for one in page],
        **turns(page),
    }
    return render(request, "contributions/reporting/list.html", context)


@never_cache
@login_required
@require_safe
def report(request: MemberRequest, uuid: UUID) -> HttpResponse:
    return _page(request, _moderated(request, uuid))


@never_cache
@login_required
@require_POST
def answer(request: MemberRequest, uuid: UUID) -> HttpResponse:
    text = request.POST.get("answer", "")
    return _act(
        request,
        uuid,
        lambda found: answer_report(report=found, by=request.user, answer=text),
        _("Answered. The report is closed."),
    )


@never_cache
@login_required
@require_POST
def dismiss(request: MemberRequest, uuid: UUID) -> HttpResponse:
    why, text = request.POST.get("why", ""), request.POST.get("dismiss_answer", "")
    return _act(
        request,
        uuid,
        lambda found: dismiss_report(report=found, by=request.user, why=why, answer=text),
        _("Set aside. The page says nothing of it any more."),
    )


@never_cache
@login_required
@require_POST
def confirm(request: MemberRequest, uuid: UUID) -> HttpResponse:
    return _act(
        request,
        uuid,
        lambda found: confirm_report(report=found, by=request.user),
        _("Confirmed. The page tells its readers until it is corrected."),
    )


@never_cache
@login_required
@require_POST
def join(request: MemberRequest, uuid: UUID) -> HttpResponse:
    into = _chosen(request)
    return _act(
        request,
        uuid,
        lambda found: join_report(report=found, into=into or found, by=request.user),
        _("Joined. Both will be settled together."),
    )


@never_cache
@login_required
@require_POST
def convert(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """On to the proposal, which this animator may then accept: they did not write it."""
    return _act(
        request,
        uuid,
        lambda found: convert_report(report=found, by=request.user),
        _("It is a proposal now: read what it changes, then decide."),
    )


def _act(
    request: MemberRequest, uuid: UUID, act: Callable[[Report], Any], done: str
) -> HttpResponse:
    """Do it; on a refusal the page comes back with the reason and everything that was typed."""
    found = _moderated(request, uuid)
    try:
        act(found)
    except IncompleteAnswer as missing:
        return _page(request, found, problem=str(missing), status=422)
    except InvalidFields as invalid:
        lines = " ".join(line for some in invalid.errors.values() for line in some)
        return _page(request, found, problem=lines, status=422)
    except (ClosedReport, NoChange, MovedMeanwhile, NotNow, TwinProposal) as stale:
        return _page(request, _moderated(request, uuid), problem=str(stale), status=409)
    messages.success(request, done)
    return _go_on(request, _moderated(request, uuid))


def _go_on(request: MemberRequest, found: Report) -> HttpResponse:
    if found.state == Report.State.CONVERTED and found.proposal is not None:
        return redirect("moderation:proposal", found.proposal.uuid)
    if found.state == Report.State.CONFIRMED:
        return redirect("contributions:report", found.uuid)
    return redirect("contributions:reports")


def _moderated(request: MemberRequest, uuid: UUID) -> Report:
    """404 outside the territories of the person: that it exists is not said."""
    mine = Report.objects.filter(territory__in=territories_moderated_by(request.user))
    related = (
        "offer__public",
        "offer__visibility",
        "offer__commune",
        "offer__home_territory",
        "structure__commune",
        "structure__home_territory",
        "territory",
        "merged_into",
        "proposal",
    )
    return get_object_or_404(mine.select_related(*related), uuid=uuid)


def _chosen(request: MemberRequest) -> Report | None:
    try:
        uuid = UUID(request.POST.get("into", ""))
    except ValueError:
        return None
    mine = Report.objects.filter(territory__in=territories_moderated_by(request.user))
    return mine.filter(uuid=uuid).first()


def _page(
    request: MemberRequest, found: Report, *, problem: str = "", status: int = 200
) -> HttpResponse:
    subject = subject_of(found)
    context = {
        "report": found,
        "subject": subject,
        "diff": _asked(subject, found),
        "can_be_proposed": can_be_proposed(found),
        "duplicates": found.duplicates.all(),
        "others": _others(found),
        "dismissals": Report.Dismissal.choices,
        "verdict": can_settle(request.user, found),
        "is_waiting": found.state in Report.WAITING,
        "typed": request.POST,
        "problem": problem,
    }
    return render(request, "contributions/reporting/item.html", context, status=status)


def _asked(subject: Subject, found: Report) -> Any:
    """What the right value changes on the page as it is now, when it is no proposal yet."""
    if not found.asked or found.proposal is not None:
        return []
    live = subject.kind.snapshot(subject.target)
    after = {**live, **found.asked}
    return diff_fields(live, after, schema=subject.schema, words=Wording.of([live, after]))


def _others(found: Report) -> list[Report]:
    """The open reports of the same page that this one may be joined to."""
    page = Report.objects.open().of(offer_id=found.offer_id, structure_id=found.structure_id)
    return list(page.exclude(pk=found.pk).exclude(state=Report.State.DUPLICATE)[:20])

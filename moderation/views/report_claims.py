"""Saying that one looks at a report, as at a proposal."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.http import MemberRequest
from contributions.models import Report
from contributions.reporting.errors import ClosedReport
from moderation.claims import services
from moderation.claims.errors import HeldBySomebody
from moderation.claims.holding import Holding
from moderation.claims.queries import report_holdings
from moderation.live.snapshot import holder_said
from moderation.models import Claim
from moderation.views.claims import wants_json
from territories.permissions import territories_moderated_by


@never_cache
@login_required
@require_POST
def claim(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Take the report, or say that one is still there."""
    return _take(request, uuid, services.claim_report)


@never_cache
@login_required
@require_POST
def take_over(request: MemberRequest, uuid: UUID) -> HttpResponse:
    return _take(request, uuid, services.take_over_report)


@never_cache
@login_required
@require_POST
def release(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Leave it to others; leaving what one does not hold changes nothing."""
    report = _moderated(request, uuid)
    services.release_report(report=report, user=request.user)
    if wants_json(request):
        holding = report_holdings([report], viewer=request.user).get(report.pk)
        return JsonResponse({"holder": holder_said(holding)})
    messages.success(request, _("You left this report to others."))
    return redirect("contributions:reports")


def _take(request: MemberRequest, uuid: UUID, act: Callable[..., Claim]) -> HttpResponse:
    """A program is told 409 with who looks at it; a person reads the report again."""
    report = _moderated(request, uuid)
    try:
        held = act(report=report, user=request.user)
    except HeldBySomebody as held_by:
        return _refused(request, report, held_by, held_by.holder)
    except ClosedReport as closed:
        return _refused(request, report, closed, None)
    if wants_json(request):
        return JsonResponse({"holder": holder_said(Holding.of(held, viewer=request.user))})
    messages.success(request, _("You are looking at this report: others are told."))
    return redirect("contributions:report", report.uuid)


def _refused(
    request: MemberRequest, report: Report, why: Exception, holder: Holding | None
) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"holder": holder_said(holder), "text": str(why)}, status=409)
    messages.warning(request, str(why))
    return redirect("contributions:report", report.uuid)


def _moderated(request: MemberRequest, uuid: UUID) -> Report:
    """404 outside the territories of the person: that it exists is not said."""
    mine = Report.objects.filter(territory__in=territories_moderated_by(request.user))
    return get_object_or_404(mine.select_related("territory"), uuid=uuid)

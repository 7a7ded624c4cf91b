from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.http import MemberRequest
from accounts.paging import turns
from contributions.forms_imports import ColumnsForm, NewImportForm
from contributions.imports.archiving import TooManyMissing
from contributions.imports.columns import columns_to_choose
from contributions.imports.looking import sentence, tallies
from contributions.imports.preparing import mapping_for
from contributions.imports.refusals import csv_lines
from contributions.imports.starting import UnusableFile, start_import
from contributions.imports.tasks import READ, source_of
from contributions.imports.uploads import files_of, samples_of
from contributions.imports.web import (
    WrongState,
    accept_import,
    choose_columns,
    give_up,
    has_written,
    is_busy,
    is_silent,
    leave_out,
    leave_out_all,
    request_undo,
    resume_import,
    runs_of,
)
from contributions.models import ImportRun
from contributions.views.import_page import LINES_A_PAGE, doing, import_page, to_write
from territories.permissions import administers_somewhere

RUNS_A_PAGE = 20

State = ImportRun.State

_AnswerT = TypeVar("_AnswerT", bound=HttpResponseBase)


def _of_mine(
    view: Callable[[MemberRequest, ImportRun], _AnswerT],
) -> Callable[[MemberRequest, UUID], _AnswerT | HttpResponse]:
    """Gives the view the import of the address: 404 outside the territories of the person, that
    it exists is not said. One that moved on meanwhile is shown as it is now, with 409."""

    @wraps(view)
    def answer(request: MemberRequest, uuid: UUID) -> _AnswerT | HttpResponse:
        mine = runs_of(request.user)
        try:
            return view(request, get_object_or_404(mine, uuid=uuid))
        except WrongState as moved:
            now = get_object_or_404(mine, uuid=uuid)
            return import_page(request, now, problem=str(moved), status=409)

    return answer


@never_cache
@login_required
@require_safe
def imports(request: MemberRequest) -> HttpResponse:
    """The imports of the sources of the person's territories, newest first."""
    _require_territory(request)
    pages = Paginator(runs_of(request.user).order_by("-created_at", "-pk"), RUNS_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "runs": [(run, sentence(run)) for run in page],
        **turns(page),
    }
    return render(request, "contributions/imports/list.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """The files, and whose they are; what cannot be read is refused at once."""
    _require_territory(request)
    if request.method != "POST":
        return _new_page(request, NewImportForm(user=request.user))
    form = NewImportForm(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        return _new_page(request, form, status=422)
    try:
        run = start_import(
            by=request.user,
            uuid=form.cleaned_data["run"],
            source=form.chosen_source(),
            services=form.cleaned_data["services"],
            structures=form.cleaned_data["structures"],
            mapping=form.cleaned_data["mapping"],
            complete=form.cleaned_data["complete"],
        )
    except UnusableFile as unusable:
        form.add_error(unusable.field, str(unusable))
        return _new_page(request, form, status=422)
    except WrongState as moved:
        form.add_error(None, str(moved))
        return _new_page(request, form, status=409)
    return redirect("contributions:import", run.uuid)


def _new_page(request: MemberRequest, form: NewImportForm, status: int = 200) -> HttpResponse:
    return render(request, "contributions/imports/new.html", {"form": form}, status=status)


@never_cache
@login_required
@require_safe
@_of_mine
def run(request: MemberRequest, found: ImportRun) -> HttpResponse:
    """Where the import is: columns to place, progress, lines to look at, or what was done."""
    if found.state == State.WAITING:
        return redirect("contributions:import-columns", found.uuid)
    return import_page(request, found)


@never_cache
@login_required
@require_safe
@_of_mine
def progress(request: MemberRequest, found: ImportRun) -> HttpResponse:
    """The part of the page that comes round by itself while a worker is busy."""
    if not request.headers.get("HX-Request"):
        return redirect("contributions:import", found.uuid)
    if not is_busy(found) or is_silent(found):
        return HttpResponseClientRefresh()
    return render(request, "contributions/imports/_progress.html", doing(found))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@_of_mine
def columns(request: MemberRequest, found: ImportRun) -> HttpResponse:
    """Which of our columns each column of the file is."""
    is_open = found.state in {State.WAITING, State.READY, State.FAILED}
    if not is_open or found.options.get("pass", READ) != READ:
        raise WrongState(found.state)
    try:
        files = files_of(found)
    except FileNotFoundError:
        gone = _("The files of this import are no longer here. Send them again.")
        return import_page(request, found, problem=gone, status=409)
    source = source_of(found)
    mapping = mapping_for(found.options["mapping"], files, source=source.key)
    placed = columns_to_choose(samples_of(files), mapping, found.options["columns"])
    sent = request.POST if request.method == "POST" else None
    form = ColumnsForm(sent, columns=placed, mapping=mapping)
    if sent is not None and form.is_valid():
        choose_columns(run=found, by=request.user, chosen=form.chosen())
        return redirect("contributions:import", found.uuid)
    context = {"run": found, "form": form}
    status = 200 if sent is None else 422
    return render(request, "contributions/imports/columns.html", context, status=status)


@never_cache
@login_required
@require_POST
@_of_mine
def lines(request: MemberRequest, found: ImportRun) -> HttpResponse:
    """Keep or leave out lines; the ticks of the page are kept with every button."""
    _keep_ticks(request, found)
    if request.POST.get("act") in {"all", "none"}:
        out = request.POST["act"] == "none"
        action = request.POST.get("action", "")
        leave_out_all(run=found, by=request.user, action=action, is_left_out=out)
    if request.headers.get("HX-Request"):
        return render(request, "contributions/imports/_to_write.html", to_write(tallies(found)))
    where = {n: request.POST[n] for n in ("action", "kind", "q", "page") if request.POST.get(n)}
    url = reverse("contributions:import", args=[found.uuid])
    return redirect(f"{url}?{urlencode(where)}#lines" if where else url)


@never_cache
@login_required
@require_POST
@_of_mine
def accept(request: MemberRequest, found: ImportRun) -> HttpResponse:
    _keep_ticks(request, found)
    try:
        accept_import(
            run=found,
            by=request.user,
            allows_twins="twins" in request.POST,
            confirmed="confirm" in request.POST,
        )
    except TooManyMissing as missing:
        return import_page(request, found, problem=str(missing), status=422)
    return redirect("contributions:import", found.uuid)


@never_cache
@login_required
@require_POST
@_of_mine
def cancel(request: MemberRequest, found: ImportRun) -> HttpResponse:
    give_up(run=found, by=request.user)
    messages.success(request, _("This import is given up: nothing was written."))
    return redirect("contributions:imports")


@never_cache
@login_required
@require_POST
@_of_mine
def resume(request: MemberRequest, found: ImportRun) -> HttpResponse:
    resume_import(run=found, by=request.user, confirmed="confirm" in request.POST)
    return redirect("contributions:import", found.uuid)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@_of_mine
def undo(request: MemberRequest, found: ImportRun) -> HttpResponse:
    """What undoing would do, then doing it once it is confirmed."""
    can_undo = found.state in {State.DONE, State.FAILED} and has_written(found)
    if not can_undo:
        raise WrongState(found.state)
    if request.method != "POST" or "confirm" not in request.POST:
        context = {
            "run": found,
            "written": tallies(found),
            "is_unconfirmed": request.method == "POST",
        }
        status = 422 if request.method == "POST" else 200
        return render(request, "contributions/imports/undo.html", context, status=status)
    request_undo(run=found, by=request.user)
    return redirect("contributions:import", found.uuid)


@never_cache
@login_required
@require_safe
@_of_mine
def refusals(request: MemberRequest, found: ImportRun) -> StreamingHttpResponse:
    """The refused rows, as a file for a spreadsheet."""
    response = StreamingHttpResponse(csv_lines(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refus-{found.uuid}.csv"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _require_territory(request: MemberRequest) -> None:
    if not administers_somewhere(request.user):
        raise PermissionDenied(_("Only the administrators of a territory import its sources."))


def _keep_ticks(request: MemberRequest, found: ImportRun) -> None:
    shown, kept = (_numbers(request.POST.getlist(name)) for name in ("shown", "keep"))
    leave_out(run=found, by=request.user, shown=shown, kept=kept)


def _numbers(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit()][:LINES_A_PAGE]

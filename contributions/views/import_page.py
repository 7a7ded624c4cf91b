"""What the page of an import shows, whatever led there."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import MemberRequest
from accounts.paging import turns
from contributions.imports.looking import (
    Tally,
    count_table,
    filtered,
    show,
    tallies,
)
from contributions.imports.web import has_written, is_busy, is_silent, too_many_missing
from contributions.models import ImportRow, ImportRun

LINES_A_PAGE = 25
# Up to so many lines, a list needs no filter.
FEW = 10

State, Action = ImportRun.State, ImportRow.Action


def import_page(
    request: MemberRequest, found: ImportRun, *, problem: str = "", status: int = 200
) -> HttpResponse:
    headers, counts = count_table(found)
    context: dict[str, Any] = {
        "run": found,
        "problem": problem,
        "is_busy": is_busy(found),
        "is_silent": is_silent(found),
        "headers": headers,
        "counts": counts,
        "warnings": found.warnings,
    }
    if context["is_busy"]:
        return render(
            request, "contributions/imports/progress.html", context | doing(found), status=status
        )
    context |= _lines(request, found)
    context["missing"] = too_many_missing(found) if found.state == State.READY else None
    context["has_written"] = has_written(found)
    return render(request, "contributions/imports/run.html", context, status=status)


def doing(found: ImportRun) -> dict[str, Any]:
    if found.state == State.UNDOING:
        undone = found.rows.filter(undone_at__isnull=False).count()
        return {"run": found, "done": undone, "total": undone + found.rows.written().count()}
    return {"run": found, "done": sum(found.position.values()), "total": found.total}


def _lines(request: MemberRequest, found: ImportRun) -> dict[str, Any]:
    """One page of the lines of one action, and the ways to the others."""
    groups = tallies(found)
    asked = {name: request.GET.get(name, "") for name in ("action", "kind", "q")}
    if asked["action"] not in [one.action for one in groups]:
        asked["action"] = groups[0].action if groups else ""
    rows = filtered(found, action=asked["action"], kind=asked["kind"], text=asked["q"][:100])
    page = Paginator(rows, LINES_A_PAGE).get_page(request.GET.get("page"))
    return {
        "asked": asked,
        "tabs": [_tab(one, asked["action"]) for one in groups],
        "lines": show(page),
        "page": page,
        **turns(page, partial(_to, asked)),
        "can_filter": len(groups) and (page.paginator.count > FEW or asked["q"] or asked["kind"]),
        "has_twins": any(one.action == Action.TWIN for one in groups),
        "has_refusals": any(one.action in {Action.TWIN, Action.REFUSE} for one in groups),
        **to_write(groups),
    }


def to_write(groups: list[Tally]) -> dict[str, int]:
    return {
        "left_out": sum(one.left_out for one in groups),
        "to_write": sum(one.count - one.left_out for one in groups if _is_written(one)),
    }


def _tab(one: Tally, current: str) -> dict[str, Any]:
    return {
        "label": one.label,
        "url": f"?action={one.action}#lines",
        "count": one.count,
        "is_current": one.action == current,
    }


def _to(asked: dict[str, str], number: int) -> str:
    return f"?{urlencode({**asked, 'page': number})}#lines"


def _is_written(one: Tally) -> bool:
    return one.action not in {Action.REFUSE, Action.TWIN, Action.CONFLICT}

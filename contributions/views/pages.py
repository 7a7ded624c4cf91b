"""The pages that answer a person who edits: the page in parts, what changes, what clashes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from contributions.advice.panel import advise
from contributions.diff import diff_fields
from contributions.editing.cards import cards_of
from contributions.editing.conflicts import Dispute, Resolved, disputes, seal_disputes
from contributions.editing.shown import parts_for
from contributions.editing.typed import as_payload, as_query, pairs, put
from contributions.errors import MovedMeanwhile
from contributions.views.writing import Writing
from contributions.wording import Wording

_COLUMNS = ("head", "main", "side", "foot")


def edit_page(
    request: HttpRequest, writing: Writing, *, draft_from: datetime | None = None
) -> HttpResponse:
    """The page in its own layout, each part with its boxes."""
    desk, form, send = writing.desk, writing.form, writing.send
    parts = parts_for(form, is_fresh=writing.is_fresh)
    form.show_needed()
    context = {
        **_common(writing),
        "parts": {one: [part for part in parts if part.part.column == one] for one in _COLUMNS},
        "advice": advise(desk.kind, writing.values(), target=desk.target),
        "others": desk.others(),
        "draft_from": draft_from,
        "carried": [pair for pair in pairs(writing.typed) if pair[0] in send.fields],
    }
    return render(request, "contributions/propose.html", context, status=writing.status)


def check_page(
    request: HttpRequest, writing: Writing, live: Mapping[str, Any], after: Mapping[str, Any]
) -> HttpResponse:
    """What changes, what is still missing, and why it is asked for; then it is sent."""
    desk, send = writing.desk, writing.send
    words = Wording.of([live, after])
    seen = {name: value for name, value in after.items() if name in desk.visible}
    send.show_needed()
    context = {
        **_common(writing),
        "diff": diff_fields(live, after, schema=desk.kind.target.schema, words=words),
        "advice": advise(desk.kind, seen, target=desk.target),
        "before": advise(desk.kind, desk.shown, target=desk.target),
        "carried": [pair for pair in pairs(writing.typed) if pair[0] not in send.fields],
    }
    return render(request, "contributions/propose_check.html", context, status=writing.status)


def moved_page(request: HttpRequest, writing: Writing, moved: MovedMeanwhile) -> HttpResponse:
    """The page changed in the same place: a card a field, with what both wrote. From now on what
    is sent answers the live row shown here."""
    desk = writing.desk
    kind = desk.kind.target
    was = {**desk.live, **writing.base}
    mine = kind.check(was, writing.changes)
    names = [name for name in kind.schema if name in {one.field for one in moved.conflicts}]
    found = disputes(names, base=was, mine=mine, theirs=desk.live, schema=kind.schema)
    typed = as_query(as_payload(writing.typed))
    for one in found:
        put(typed, kind.schema[one.name], one.proposed)
    base = {**writing.base, **{name: desk.live[name] for name in names}}
    settled = Writing(desk, typed, base, seq=writing.seq, status=409, problem=str(moved))
    settled.version, settled.is_only_read = writing.version, writing.is_only_read
    settled.keep()
    return _conflict_page(request, settled, found, {}, ())


def unclear_page(request: HttpRequest, writing: Writing, resolved: Resolved) -> HttpResponse:
    """A choice is missing, or says another thing than its box: asked again, nothing is lost."""
    writing.status = 422
    writing.problem = _("Say for each part below what is to be kept.")
    found = list(resolved.found)
    return _conflict_page(request, writing, found, resolved.chosen, resolved.unclear)


def _conflict_page(
    request: HttpRequest,
    writing: Writing,
    found: list[Dispute],
    chosen: Mapping[str, str],
    unclear: tuple[str, ...],
) -> HttpResponse:
    own = {one.name for one in found}
    context = {
        **_common(writing),
        "cards": cards_of(found, writing.form, chosen=chosen, unclear=unclear),
        "disputed": seal_disputes(found),
        "carried": list(_but(pairs(writing.typed), own)),
    }
    return render(request, "contributions/propose_conflict.html", context, status=writing.status)


def _but(boxes: Iterable[tuple[str, str]], fields: set[str]) -> Iterable[tuple[str, str]]:
    """The boxes of other fields."""
    for name, value in boxes:
        if name not in fields and name.partition("-")[0] not in fields:
            yield name, value


def _common(writing: Writing) -> dict[str, Any]:
    return {"desk": writing.desk, "writing": writing, "form": writing.form, "send": writing.send}

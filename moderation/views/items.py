from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import MemberRequest
from contributions.effects import effect_of, has_effect
from contributions.errors import ClosedProposal, StaleVersion
from contributions.models import Proposal
from contributions.previews import Preview, preview
from contributions.risk import REASONS
from contributions.targets import TargetKind, kind_of, title_of, url_of
from contributions.wording import Wording
from moderation.deciding.services import SeenVersion, accept_proposal, refuse_proposal
from moderation.errors import MissingReason, MissingVersion, ProposalInConflict
from moderation.forms import RefusalForm
from moderation.permissions import can_decide
from moderation.queries import next_after
from territories.permissions import moderates


@never_cache
@login_required
@require_safe
def item(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """One proposal: who, why, what changes, what the page would be, and the two answers.

    `?effect=1` measures what an expression would change in the search.
    """
    proposal = _moderated(request, uuid)
    if proposal.state not in Proposal.OPEN:
        return redirect("contributions:proposal", proposal.uuid)
    return _page(request, proposal, RefusalForm())


@never_cache
@login_required
@require_POST
def accept(request: MemberRequest, uuid: UUID) -> HttpResponse:
    proposal = _moderated(request, uuid)
    try:
        seen = SeenVersion.from_post(request.POST)
        accept_proposal(proposal=proposal, moderator=request.user, seen=seen)
    except MissingVersion as missing:
        return _page(request, proposal, RefusalForm(), problem=str(missing), status=422)
    except StaleVersion as stale:
        return _again(request, uuid, RefusalForm(), str(stale))
    except ClosedProposal as closed:
        return _closed(request, uuid, closed)
    except ProposalInConflict as conflict:
        messages.warning(request, str(conflict))
    else:
        messages.success(request, _("Accepted. The page shows the change, and its author is told."))
    return _go_on(request, proposal)


@never_cache
@login_required
@require_POST
def refuse(request: MemberRequest, uuid: UUID) -> HttpResponse:
    proposal = _moderated(request, uuid)
    form = RefusalForm(request.POST)
    try:
        refuse_proposal(
            proposal=proposal,
            moderator=request.user,
            version=SeenVersion.from_post(request.POST).version,
            reason=form.typed("reason"),
            message=form.typed("message"),
        )
    except (MissingVersion, MissingReason) as missing:
        return _page(request, proposal, form, problem=str(missing), status=422)
    except StaleVersion as stale:
        return _again(request, uuid, form, str(stale))
    except ClosedProposal as closed:
        return _closed(request, uuid, closed)
    messages.success(request, _("Refused. Its author is told why."))
    return _go_on(request, proposal)


def _moderated(request: MemberRequest, uuid: UUID) -> Proposal:
    """404 outside the territories of the person: that it exists is not said."""
    proposal = get_object_or_404(Proposal.objects.select_related("territory", "author"), uuid=uuid)
    if not moderates(request.user, proposal.territory):
        raise Http404
    return proposal


def _again(request: MemberRequest, uuid: UUID, form: RefusalForm, problem: str) -> HttpResponse:
    """409 with what the proposal and the page are now, and what was typed."""
    return _page(request, _moderated(request, uuid), form, problem=problem, status=409)


def _closed(request: MemberRequest, uuid: UUID, closed: ClosedProposal) -> HttpResponse:
    return _page(request, _moderated(request, uuid), RefusalForm(), problem=str(closed), status=409)


def _go_on(request: MemberRequest, proposal: Proposal) -> HttpResponse:
    following = next_after(proposal, request.user)
    if following is None:
        return redirect("moderation:queue")
    return redirect("moderation:proposal", following)


def _page(
    request: MemberRequest,
    proposal: Proposal,
    form: RefusalForm,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    kind, seen = kind_of(proposal), preview(proposal)
    context = {
        "proposal": proposal,
        "title": title_of(proposal),
        "target_url": url_of(proposal),
        "preview": seen,
        "errors": [line for lines in seen.errors.values() for line in lines],
        "conflicts": _conflicts(kind, seen),
        "becomes": _becomes(kind, seen),
        "risk_reasons": [REASONS[code] for code in proposal.risk_reasons if code in REASONS],
        "verdict": can_decide(request.user, proposal),
        "is_open": proposal.state in Proposal.OPEN,
        "supports": list(proposal.supports.filter(proposal_version=proposal.version)),
        "has_effect": has_effect(proposal),
        "effect": _effect(proposal) if request.GET.get("effect") else None,
        "form": form,
        "problem": problem,
    }
    return render(request, "moderation/proposal.html", context, status=status)


def _effect(proposal: Proposal) -> dict[str, Any] | None:
    """How the search would change, with a few of the sentences it would read otherwise."""
    effect = effect_of(proposal)
    if effect is None:
        return None
    codes = [code for one in effect.examples for code in (one.before, one.after) if code]
    words = Wording.of([{"needs": codes}])
    examples = [
        {
            "text": one.text,
            "before": words.say("needs", one.before),
            "after": words.say("needs", one.after),
            "is_better": one.is_better,
        }
        for one in effect.examples
    ]
    return {
        "better": effect.better,
        "worse": effect.worse,
        "total": effect.total,
        "examples": examples,
    }


def _conflicts(kind: TargetKind, seen: Preview) -> list[dict[str, Any]]:
    return [
        {
            "label": kind.schema[conflict.field].label,
            "base": _said(seen, conflict.field, conflict.base),
            "mine": _said(seen, conflict.field, conflict.mine),
            "theirs": _said(seen, conflict.field, conflict.theirs),
        }
        for conflict in seen.conflicts
    ]


def _said(seen: Preview, name: str, value: Any) -> str:
    if isinstance(value, list) and name in {"engage_person", "engage_worker"}:
        rows = {row["uuid"]: row for row in seen.merged[name]}
        value = [rows[key] if isinstance(key, str) else key for key in value if key in rows]
    return seen.words.say(name, value)


def _becomes(kind: TargetKind, seen: Preview) -> list[dict[str, str]]:
    """The whole page after the change, as labelled plain texts."""
    return [
        {"label": field.label, "value": seen.words.say(name, seen.merged[name])}
        for name, field in kind.schema.items()
        if seen.merged[name] not in (None, "", [])
    ]

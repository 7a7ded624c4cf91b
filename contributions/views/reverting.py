"""Undo, roll back, restore: shown as a change first, then done, or proposed, by a POST."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from contributions.errors import NoChange, StaleVersion, TwinProposal
from contributions.history.errors import CannotRevert
from contributions.history.permissions import can_revert, can_revert_at_once
from contributions.history.plans import NoSuchVersion, Plan, Verb, plan_of
from contributions.history.services import Reverted, revert
from contributions.views.history import Found, noindex
from contributions.wording import Wording
from offers.validation import InvalidFields

VERBS = {"defaire": Verb.UNDO, "revenir": Verb.ROLLBACK, "restaurer": Verb.RESTORE}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reverting(
    request: MemberRequest, family: str, name: str, number: str, verb: str
) -> HttpResponse:
    """The change that the act would be; sent with its reason, the act itself."""
    found = Found(family, name)
    can_revert(request.user, found.kept, found.target).or_raise()
    return _answer(request, found, int(number), VERBS[verb])


def _answer(request: MemberRequest, found: Found, number: int, verb: Verb) -> HttpResponse:
    if request.method != "POST":
        return _page(request, found, number, verb)
    try:
        done = _done(request, found, number, verb)
    except NoSuchVersion:
        raise Http404 from None
    except InvalidFields as invalid:
        return _page(request, found, number, verb, problem=_sentences(invalid), status=422)
    except (CannotRevert, StaleVersion, NoChange, TwinProposal) as refusal:
        return _page(request, found, number, verb, problem=[str(refusal)], status=409)
    if done.proposal is not None:
        messages.success(request, _("Sent: an animator of the territory will decide."))
        return redirect("contributions:proposal", done.proposal.uuid)
    messages.success(request, _("Done: the page shows it already, and its history says why."))
    return redirect(found.url())


def _done(request: MemberRequest, found: Found, number: int, verb: Verb) -> Reverted:
    seen = request.POST.get("seen", "")
    if not (seen.isascii() and seen.isdecimal() and len(seen) < 16):
        raise InvalidFields({"seen": [_("The form is not complete: open it again.")]})
    return revert(
        kept=found.kept,
        target=found.target,
        verb=verb,
        number=number,
        seen=int(seen),
        by=request.user,
        summary=request.POST.get("summary", ""),
    )


def _page(
    request: MemberRequest,
    found: Found,
    number: int,
    verb: Verb,
    *,
    problem: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The plan on the page as it is now; what was typed stays."""
    asked = {"kept": found.kept, "target": found.target, "verb": verb, "number": number}
    problems, plan = list(problem or []), None
    # Another look at the live row: it may have moved since `found` read it.
    found.target.refresh_from_db()
    try:
        plan = plan_of(**asked, reader=request.user)
    except NoSuchVersion:
        raise Http404 from None
    except CannotRevert as refusal:
        problems = list(dict.fromkeys([*problems, str(refusal)]))
    context = {
        **found.context(here="revert"),
        "verb": verb,
        "problems": problems,
        "summary": request.POST.get("summary", ""),
        "entry": found.version(number).entry,
        "version_url": found.url("history-version", number),
        "seen": found.kept.log.latest(found.target),
        **(_planned(request, found, plan) if plan else {}),
    }
    answer = render(request, "contributions/history/revert.html", context, status=status)
    return noindex(answer)


def _planned(request: MemberRequest, found: Found, plan: Plan) -> dict[str, Any]:
    at_once = can_revert_at_once(request.user, found.kept, found.target, risk=plan.risk)
    return {
        "plan": plan,
        "diff": plan.diff(),
        "at_once": at_once,
        "conflicts": _conflicts(plan),
        "errors": [line for lines in plan.errors.values() for line in lines],
        "can_send": not plan.conflicts and not plan.errors,
    }


def _conflicts(plan: Plan) -> list[dict[str, str]]:
    """Each field that both changed, with the text that would come back and the one of now."""
    fields = [{one.field: value} for one in plan.conflicts for value in (one.mine, one.theirs)]
    words, labels = Wording.of([plan.live, *fields]), plan.kept.labels()
    return [
        {
            "label": labels[one.field],
            "mine": _said(words, one.field, one.mine),
            "theirs": _said(words, one.field, one.theirs),
        }
        for one in plan.conflicts
    ]


def _said(words: Wording, name: str, value: Any) -> str:
    """A conflict on the order of rows holds their keys, which say nothing to anybody."""
    if isinstance(value, list) and any(isinstance(one, str) for one in value):
        return _("another order") if name.startswith("engage_") else words.say(name, value)
    return words.say(name, value)


def _sentences(invalid: InvalidFields) -> list[str]:
    return [line for lines in invalid.errors.values() for line in lines]

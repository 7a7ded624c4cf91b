from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from contributions.diff import FieldDiff, diff_fields
from contributions.errors import MovedMeanwhile, NoChange, TwinProposal
from contributions.forms import ProposeForm, seal, unseal
from contributions.merge import Conflict
from contributions.models import Proposal
from contributions.permissions import can_propose, can_see_content, visible_fields
from contributions.proposing import prepare
from contributions.services import propose as send_proposal
from contributions.wording import Wording
from offers.models import OfferPage
from offers.snapshots import snapshot
from offers.validation import InvalidFields


@dataclass(frozen=True, slots=True)
class _Meanwhile:
    """A field that someone else changed while the person was typing."""

    label: str
    theirs: str


@dataclass(slots=True)
class _Answer:
    """What the page shows beside the form."""

    base: Mapping[str, Any]
    status: int = 200
    problem: str = ""
    diff: list[FieldDiff] = field(default_factory=list)
    meanwhile: list[_Meanwhile] = field(default_factory=list)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: MemberRequest, public_id: str) -> HttpResponse:
    """Edit the fields of an offer in a form, see what changes, send it to the animators."""
    offer = get_object_or_404(
        OfferPage.objects.select_related("visibility", "commune", "home_territory", "structure"),
        public_id=public_id,
    )
    can_propose(request.user, offer).or_raise()
    shown = _shown(request, offer)
    if request.method != "POST":
        return _page(request, offer, ProposeForm(offer=offer, base=shown), _Answer(shown))
    base = unseal(offer, request.POST.get("base", ""))
    form = ProposeForm(request.POST, offer=offer, base=shown if base is None else base)
    if base is None:
        problem = _("We could not tell which version of the page you read. Check what you typed.")
        return _page(request, offer, form, _Answer(shown, status=400, problem=problem))
    return _read(request, offer, form)


def _shown(request: MemberRequest, offer: OfferPage) -> dict[str, Any]:
    visible = visible_fields(request.user, offer)
    return {name: value for name, value in snapshot(offer).items() if name in visible}


def _read(request: MemberRequest, offer: OfferPage, form: ProposeForm) -> HttpResponse:
    """Preview or send; on any refusal the page comes back with everything that was typed."""
    answer = _Answer(form.base)
    try:
        if not form.is_valid():
            raise InvalidFields({})
        changes = form.changes()
        if request.POST.get("act") == "send":
            return _send(request, offer, form, changes)
        prepared = prepare(
            author=request.user,
            target_kind=Proposal.Target.OFFER,
            target=offer,
            changes=changes,
            base=form.base,
        )
        after = {**prepared.live, **prepared.changes}
        words = Wording.of([prepared.live, after])
        answer.diff = diff_fields(prepared.live, after, schema=prepared.kind.schema, words=words)
    except InvalidFields as invalid:
        form.add_errors(invalid.errors)
        answer.status = 422
    except NoChange as nothing:
        answer.status, answer.problem = 422, str(nothing)
    except TwinProposal as twin:
        answer.status, answer.problem = 409, str(twin)
    except MovedMeanwhile as moved:
        answer = _after_a_move(offer, form, moved)
    return _page(request, offer, form, answer)


def _send(
    request: MemberRequest, offer: OfferPage, form: ProposeForm, changes: Mapping[str, Any]
) -> HttpResponse:
    proposal = send_proposal(
        author=request.user,
        target_kind=Proposal.Target.OFFER,
        target=offer,
        changes=changes,
        summary=form.cleaned_data["proposal_summary"],
        sources=form.cited(),
        base=form.base,
    )
    if proposal.is_supported_now:
        return _supported(request, proposal)
    messages.success(request, _("Thank you. An animator will read your proposal and answer you."))
    return redirect("contributions:proposal", proposal.uuid)


def _supported(request: MemberRequest, proposal: Proposal) -> HttpResponse:
    """The proposal of somebody else is theirs to read; this person knows that it waits."""
    said = _("Somebody else already proposed exactly this: your proposal now supports theirs.")
    messages.success(request, said)
    if can_see_content(request.user, proposal):
        return redirect("contributions:proposal", proposal.uuid)
    return redirect("contributions:mine")


def _after_a_move(offer: OfferPage, form: ProposeForm, moved: MovedMeanwhile) -> _Answer:
    """What they typed stays; from now on it answers the page as it is in the disputed fields."""
    live = snapshot(offer)
    disputed = list(dict.fromkeys(conflict.field for conflict in moved.conflicts))
    return _Answer(
        {**form.base, **{name: live[name] for name in disputed}},
        status=409,
        problem=str(moved),
        meanwhile=_said_meanwhile(live, moved.conflicts, form),
    )


def _said_meanwhile(
    live: Mapping[str, Any], conflicts: list[Conflict], form: ProposeForm
) -> list[_Meanwhile]:
    words = Wording.of([live])
    schema = {conflict.field: form.label_of(conflict.field) for conflict in conflicts}
    return [_Meanwhile(label, words.say(name, live[name])) for name, label in schema.items()]


def _page(
    request: MemberRequest, offer: OfferPage, form: ProposeForm, answer: _Answer
) -> HttpResponse:
    form.show_needed()
    context = {
        "offer": offer,
        "form": form,
        "answer": answer,
        "base": seal(offer, answer.base),
        "hides_fields": any(
            value not in (None, "", [])
            for name, value in snapshot(offer).items()
            if name not in form.base
        ),
        "offer_url": offer.public.get_absolute_url(),
    }
    return render(request, "contributions/propose.html", context, status=answer.status)

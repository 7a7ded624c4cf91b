"""What can be done with a draft besides filling it in; copies, and what was sent."""

from http import HTTPStatus
from smtplib import SMTPException
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import MemberRequest
from accounts.links import LinkRefused
from contributions.advice.panel import advise
from contributions.creating import drafting
from contributions.creating.copying import copy_offer
from contributions.creating.keys import give_key, keys_of, take_key
from contributions.creating.kinds import label_of
from contributions.creating.limiting import MAILS_AN_HOUR, may_act, may_write_to
from contributions.creating.mailing import draft_of_link, follow_link, mail_link
from contributions.creating.permissions import can_copy
from contributions.creating.screens import FIRST
from contributions.creating.sending import before_it
from contributions.editing.kinds import OFFER
from contributions.forms_creating.sending import LinkForm
from contributions.models import DirectPublication, Draft, Proposal
from contributions.views.creating import pages, with_draft
from offers.models import OfferPage

_OF_PUBLICATION = tuple(f"offer__{name}" for name in OFFER.related)


@never_cache
@require_POST
@with_draft
def mail(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Send the link that finds the draft again."""
    form, now = LinkForm(request.POST), timezone.now()
    if not form.is_valid():
        return _mail_page(request, draft, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    address = form.cleaned_data["email"]
    is_within = may_act(request, "mail", most=MAILS_AN_HOUR, at=now)
    if not (is_within and may_write_to(address, at=now)):
        form.add_error("email", _("Several links were sent within an hour. Try again later."))
        return _mail_page(request, draft, form, HTTPStatus.TOO_MANY_REQUESTS)
    try:
        mail_link(draft, to=address, at=now)
    except (SMTPException, OSError):
        form.add_error("email", _("The message could not be sent. Try again in a moment."))
        return _mail_page(request, draft, form, HTTPStatus.SERVICE_UNAVAILABLE)
    messages.success(request, _("The link is on its way. It works once, for seven days."))
    return _to(draft)


def _mail_page(request: HttpRequest, draft: Draft, form: LinkForm, status: int) -> HttpResponse:
    context = {"draft": draft, "form": form, "label": label_of(draft)}
    return render(request, "contributions/creating/mail.html", context, status=status)


@never_cache
@pages
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the mailed link: reading it changes nothing, the button opens the draft."""
    now = timezone.now()
    try:
        if request.method == "POST":
            return _opened(request, token)
        draft = draft_of_link(token, at=now)
    except LinkRefused as refused:
        context = {"refusal": refused.reason}
        return render(request, "contributions/creating/resume.html", context, status=410)
    return render(request, "contributions/creating/resume.html", {"label": label_of(draft)})


def _opened(request: HttpRequest, token: str) -> HttpResponse:
    draft, key = follow_link(token, at=timezone.now())
    if not key and request.user.pk != draft.owner_id:
        messages.info(request, _("This draft belongs to an account now: sign in to open it."))
        address = reverse("contributions:creating", args=[draft.uuid, FIRST.code])
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': address})}")
    response = _to(draft)
    if key:
        give_key(response, request, key)
    return response


@never_cache
@require_POST
@with_draft
def leave(request: HttpRequest, draft: Draft) -> HttpResponse:
    """On a machine that others use: this browser opens the draft no more."""
    response = redirect("contributions:creating-start")
    take_key(response, request, drafting.key_of(draft, keys_of(request)))
    messages.success(request, _("This browser no longer knows your draft."))
    return response


@never_cache
@pages
@with_draft
def erase(request: HttpRequest, draft: Draft) -> HttpResponse:
    if request.method != "POST":
        context = {"draft": draft, "label": label_of(draft)}
        return render(request, "contributions/creating/erase.html", context)
    response = redirect("contributions:creating-start")
    take_key(response, request, drafting.key_of(draft, keys_of(request)))
    drafting.forget(draft)
    messages.success(request, _("Your draft is erased."))
    return response


@never_cache
@pages
@login_required
def copy(request: MemberRequest, public_id: str) -> HttpResponse:
    """Begin an offer from another of the structure that the person keeps."""
    offers = OfferPage.objects.select_related("structure__commune", "commune", "public")
    offer = get_object_or_404(offers, public_id=public_id)
    can_copy(request.user, offer).or_raise()
    if request.method != "POST":
        return render(request, "contributions/creating/copy.html", {"offer": offer})
    draft = copy_offer(offer=offer, author=request.user)
    messages.info(request, _("Here is the copy. Check its address, its hours and its contacts."))
    return _to(draft)


@never_cache
@require_safe
@login_required
def sent(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Thank the person, say how many wait before it, and what comes next; of an offer that went
    live at once, what would make it better."""
    rows = DirectPublication.objects.filter(author=request.user).exclude(offer=None)
    publication = rows.select_related(*_OF_PUBLICATION).filter(uuid=uuid).first()
    if publication is not None:
        return _online(request, publication)
    theirs = Q(author=request.user) | Q(supports__user=request.user)
    proposals = Proposal.objects.filter(theirs).select_related("territory").distinct()
    proposal = get_object_or_404(proposals, uuid=uuid)
    context = {
        "proposal": proposal,
        "before": before_it(proposal),
        "is_author": proposal.author_id == request.user.pk,
    }
    return render(request, "contributions/creating/sent.html", context)


def _online(request: HttpRequest, publication: DirectPublication) -> HttpResponse:
    offer = publication.offer
    assert offer is not None  # noqa: S101 only those with a page are read
    fields = OFFER.target.snapshot(offer)
    context = {"offer": offer, "advice": advise(OFFER, fields, target=offer)}
    return render(request, "contributions/creating/online.html", context)


def _to(draft: Draft) -> HttpResponse:
    return redirect("contributions:creating", draft.uuid, FIRST.code)

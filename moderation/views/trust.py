from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import MemberRequest
from accounts.paging import turns
from moderation.errors import Refused
from moderation.forms_trust import TrustForm
from moderation.models import Trust
from moderation.permissions import can_open_queue
from moderation.trust.permissions import can_set_trust
from moderation.trust.rights import Level, rights_of, rules
from moderation.trust.services import set_trust
from territories.permissions import territories_moderated_by

PER_PAGE = 50


@never_cache
@login_required
@require_safe
def people(request: MemberRequest) -> HttpResponse:
    """Who is trusted how far in the territories of the person, and from what."""
    can_open_queue(request.user).or_raise()
    page = Paginator(_here(request), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "trusts": page.object_list,
        **turns(page),
    }
    return render(request, "moderation/trust_people.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: MemberRequest, pk: int) -> HttpResponse:
    """One person in one territory: their counts, their steps, and what an administrator decides."""
    trust = get_object_or_404(_here(request), pk=pk)
    if request.method != "POST":
        return _page(request, trust, TrustForm(initial={"level": trust.level}))
    form = TrustForm(request.POST)
    if not form.is_valid():
        can_set_trust(request.user, user=trust.user, territory=trust.territory).or_raise()
        return _page(request, trust, form, status=422)
    try:
        set_trust(user=trust.user, territory=trust.territory, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.refuse(refused)
        return _page(request, trust, form, status=422)
    messages.success(request, _("Done. The person is told."))
    return redirect("moderation:trust-person", trust.pk)


@never_cache
@login_required
@require_safe
def mine(request: MemberRequest) -> HttpResponse:
    """What the reader may do, territory by territory, and what would let them do more."""
    trusts = Trust.objects.filter(user=request.user).select_related("territory")
    context = {
        "trusts": [
            (trust, list(trust.changes.all()))
            for trust in trusts.prefetch_related("changes").order_by("-level", "territory__name")
        ],
        "levels": [
            {
                "label": label,
                "rights": rights_of(level),
                "earned": rules().earned.get(level),
                "share": round(100 * rules().earned[level].share) if level else 0,
                "days": rules().earned[level].known_for.days if level else 0,
                "publishes": bool(rights_of(level).publishes),
            }
            for level, label in Level.choices
        ],
    }
    return render(request, "moderation/my_trust.html", context)


def _here(request: MemberRequest) -> QuerySet[Trust]:
    rows = Trust.objects.held_in(territories_moderated_by(request.user))
    return rows.select_related("user", "territory").order_by(
        "territory__name", "-level", "-accepted", "pk"
    )


def _page(
    request: MemberRequest, trust: Trust, form: TrustForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "trust": trust,
        "changes": trust.changes.all(),
        "verdict": can_set_trust(request.user, user=trust.user, territory=trust.territory),
        "form": form,
    }
    return render(request, "moderation/trust_person.html", context, status=status)

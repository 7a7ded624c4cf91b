from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import MemberRequest
from accounts.paging import turns
from contributions.models import DirectPublication
from contributions.targets import kind_named
from moderation.checks.named.queries import reasons_said
from moderation.patrolling import mark_read, territory_of, to_read_by
from moderation.permissions import can_open_queue
from territories.permissions import territories_moderated_by

PER_PAGE = 30


@never_cache
@login_required
@require_safe
def direct(request: MemberRequest) -> HttpResponse:
    """What those who keep the pages published at once, and nobody else has read yet."""
    can_open_queue(request.user).or_raise()
    page = Paginator(to_read_by(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "count": page.paginator.count,
        "lines": [_line(publication) for publication in page],
        **turns(page),
    }
    return render(request, "moderation/direct.html", context)


def _line(publication: DirectPublication) -> dict[str, Any]:
    kind = kind_named(publication.target_kind)
    target = publication.offer or publication.structure
    family = "structures" if publication.offer is None else "offres"
    version = publication.revision_id or publication.version
    change = [family, kind.name_of(target), version]
    labels = [field.label for name, field in kind.schema.items() if name in publication.fields]
    return {
        "publication": publication,
        "title": kind.title(target),
        "url": kind.url(target),
        "change_url": reverse("contributions:history-version", args=change),
        "undo_url": reverse("contributions:history-revert", args=[*change, "defaire"]),
        "fields": ", ".join(labels),
        "reasons": reasons_said(publication.check_hits.all()),
        "place": territory_of(publication).name,
    }


@never_cache
@login_required
@require_POST
def direct_read(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """404 outside the territories of the person: that it exists is not said."""
    here = territories_moderated_by(request.user)
    rows = DirectPublication.objects.select_related(
        "offer__home_territory", "structure__home_territory"
    )
    publication = get_object_or_404(rows.published_in(here), uuid=uuid)
    mark_read(publication=publication, by=request.user)
    messages.success(request, _("Marked as read."))
    return redirect("moderation:direct")

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import MemberRequest
from search.models import NotUnderstood
from search.unmet.permissions import can_read_unmet, can_take_away
from search.unmet.reading import needs_of_texts, reports_for, texts_for
from search.unmet.remembering import take_away

# What somebody reads in one sitting; the rest comes up as these are dealt with or grow old.
SHOWN = 100


@never_cache
@login_required
@require_safe
def told(request: MemberRequest) -> HttpResponse:
    """What people miss: sentences nothing was understood in, and what they wrote to us."""
    can_read_unmet(request.user).or_raise()
    texts = list(texts_for(request.user)[:SHOWN])
    labels = needs_of_texts(texts)
    context = {
        "sentences": NotUnderstood.objects.telling()[:SHOWN],
        "reports": reports_for(request.user, on=timezone.localdate())[:SHOWN],
        "texts": [
            (text, [labels[code] for code in text.need_codes if code in labels]) for text in texts
        ],
    }
    return render(request, "search/unmet/told.html", context)


@require_POST
@login_required
def sentence_taken_away(request: MemberRequest, pk: int) -> HttpResponse:
    can_read_unmet(request.user).or_raise()
    take_away(get_object_or_404(NotUnderstood.objects.telling(), pk=pk))
    messages.success(request, _("The sentence is erased."))
    return redirect("search:told")


@require_POST
@login_required
def text_taken_away(request: MemberRequest, pk: int) -> HttpResponse:
    text = get_object_or_404(texts_for(request.user), pk=pk)
    can_take_away(request.user, text).or_raise()
    text.delete()
    messages.success(request, _("The text is erased."))
    return redirect("search:told")

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from offers.cards import cards
from offers.keyset import keyset_page
from offers.models import Expression, Need, NeedIndexPage, PublicOffer
from offers.models.structures import PageState

# Enough to recognise oneself, not a lexicon.
_EXAMPLES = 6

_LIVE = Count("offer_rows", filter=Q(offer_rows__offer__state=PageState.LIVE))


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """All needs by category, each with its number of offers."""
    leaves = Prefetch("needs", queryset=_counted(Need.objects.current()))
    context = {
        "page": NeedIndexPage.objects.first(),
        "categories": Need.objects.current().categories().prefetch_related(leaves),
    }
    return render(request, "offers/need_index_page.html", context)


@require_safe
def need(request: HttpRequest, code: str) -> HttpResponse:
    """A need or a category in plain words, how people say it, and the offers that answer it."""
    found = get_object_or_404(
        Need.objects.select_related("category__page", "page", "replaced_by__page"), code=code
    )
    if found.replaced_by:
        return HttpResponsePermanentRedirect(found.replaced_by.page.get_absolute_url())
    offers = PublicOffer.objects.live().answering(found)
    shown = keyset_page(offers, by="title", after=request.GET.get("apres"))
    category = found.category
    context = {
        "breadcrumb": [
            {"label": _("Needs"), "url": reverse("offers:needs")},
            *(_link(above) for above in (category,) if above),
        ],
        "need": found,
        "description": found.description,
        "needs": () if category else _counted(found.needs.current()),
        "examples": _examples(found),
        "total": offers.count(),
        "shown": shown,
        "cards": cards(shown.rows),
    }
    return render(request, "offers/need_page.html", context)


def _counted(needs: QuerySet[Need]) -> QuerySet[Need]:
    """With their number of offers, in their order: where it counts, Django lets go of it."""
    return needs.annotate(offers=_LIVE).order_by("position", "code")


def _link(need: Need) -> dict[str, str]:
    return {"label": need.label, "url": need.page.get_absolute_url()}


def _examples(need: Need) -> list[str]:
    spoken = Expression.objects.accepted().filter(need=need, language="fr", style="spoken")
    return list(spoken.order_by("pk").values_list("text", flat=True)[:_EXAMPLES])

from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseGone,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from accounts.kept_query import KeptQuery, Slot
from offers.cards import cards
from offers.models import PublicOffer
from offers.models.structures import PageState
from offers.presentation import offer_context


@require_safe
def offer(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    """The page of an offer, from its one public row; an old slug and a merged offer redirect."""
    row = _row.one(public_id=public_id)
    if row is None:
        raise Http404
    if row.state == PageState.MERGED:
        target = get_object_or_404(PublicOffer, public_id=row.moved_to)
        return HttpResponsePermanentRedirect(target.get_absolute_url())
    if row.state == PageState.ARCHIVED:
        return _gone(request, row)
    if slug != row.slug:
        return HttpResponsePermanentRedirect(row.get_absolute_url())
    return render(request, "offers/offer_page.html", offer_context(row))


@KeptQuery
def _row(slot: type[Slot]) -> QuerySet[PublicOffer]:
    return PublicOffer.objects.filter(public_id=slot("public_id")).order_by()


def _gone(request: HttpRequest, row: PublicOffer) -> HttpResponse:
    others = (
        PublicOffer.objects.live()
        .filter(home_territory=row.home_territory_id, data__needs__0=(row.data["needs"] or [""])[0])
        .exclude(pk=row.pk)
    )
    replacing = PublicOffer.objects.live().filter(public_id=row.moved_to)
    shown = cards([*replacing, *others.exclude(public_id=row.moved_to)[:5]])
    context = {"title": row.title, "cards": shown, "territory": row.home_territory}
    return HttpResponseGone(render_to_string("offers/gone.html", context, request=request))

from collections import Counter
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from offers.cards import cards
from offers.keyset import keyset_page
from offers.models import Need, PublicOffer, PublicOfferNeed, TerritoryIndexPage
from territories.models import Territory, TerritoryContact
from territories.models.places import Level


@require_safe
def territories(request: HttpRequest) -> HttpResponse:
    """Countries and what lies right below them, with the number of offers placed in each."""
    countries = Territory.objects.filter(level=Level.COUNTRY).order_by("name")
    counts = _counts_by_path()
    context = {
        "page": TerritoryIndexPage.objects.first(),
        "countries": [
            {"country": country, "regions": _with_counts(_below(country), counts)}
            for country in countries
        ],
    }
    return render(request, "offers/territory_index_page.html", context)


@require_safe
def territory(request: HttpRequest, uid: str) -> HttpResponse:
    """A territory: its offers (by need when asked), its parts, whom to write to."""
    found = get_object_or_404(Territory.objects.select_related("successor"), uid=uid)
    if found.successor:
        return HttpResponsePermanentRedirect(_link(found.successor)["url"])
    offers = PublicOffer.objects.live().in_territory(found)
    chosen = Need.objects.current().filter(code=request.GET.get("besoin", "")[:120]).first()
    wanted = offers.answering(chosen) if chosen else offers
    shown = keyset_page(wanted, by="title", after=request.GET.get("apres"))
    context: dict[str, Any] = {
        "breadcrumb": [
            {"label": _("Territories"), "url": reverse("offers:territories")},
            *(_link(above) for above in Territory.objects.above(found)),
        ],
        "query": f"besoin={chosen.code}&" if chosen else "",
        "territory": found,
        "parts": _parts(found),
        "need": chosen,
        "categories": _categories(offers),
        "total": wanted.count(),
        "shown": shown,
        "cards": cards(shown.rows),
        "contact": TerritoryContact.objects.filter(
            territory__path__in=[found.path, *found.ancestor_paths()]
        )
        .order_by("-territory__path")
        .first(),
    }
    return render(request, "offers/territory_page.html", context)


def _link(place: Territory) -> dict[str, str]:
    return {"label": place.name, "url": reverse("offers:territory", args=[place.uid])}


def _below(country: Territory) -> list[Territory]:
    return list(country.children.current(on=timezone.localdate()).order_by("name"))


def _parts(found: Territory) -> list[dict[str, Any]]:
    """Departments of a region, regions of a country; only the communes that have an offer."""
    children = found.children.current(on=timezone.localdate())
    if found.level in {Level.COUNTRY, Level.REGION}:
        return _with_counts(list(children.order_by("name")), _counts_by_path(found))
    counts: Counter[int] = Counter()
    rows = PublicOffer.objects.live().filter(commune__path__startswith=found.path).order_by()
    for commune, city, level, number in rows.values_list(
        "commune", "commune__parent", "commune__level"
    ).annotate(Count("pk")):
        # What stands in a district of a city is in that city.
        is_below = level == Level.DISTRICT and found.level != Level.COMMUNE
        counts[city if is_below else commune] += number
    placed = children.filter(pk__in=counts).order_by("name")
    return [{"territory": place, "offers": counts[place.pk]} for place in placed]


def _counts_by_path(within: Territory | None = None) -> dict[str, int]:
    rows = PublicOffer.objects.live()
    if within:
        rows = rows.filter(home_territory__path__startswith=within.path)
    return dict(rows.order_by().values_list("home_territory__path").annotate(Count("pk")))


def _with_counts(found: list[Territory], counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "territory": territory,
            "offers": sum(n for path, n in counts.items() if path.startswith(territory.path)),
        }
        for territory in found
    ]


def _categories(offers: QuerySet[PublicOffer]) -> list[Any]:
    """Those that some of these offers answer, each with how many."""
    # From the offers on: from the needs, all those of the site would be read and sorted.
    rows = PublicOfferNeed.objects.filter(offer__in=offers.order_by().values("pk")).order_by()
    counted = dict(rows.values_list("need__category").annotate(Count("offer", distinct=True)))
    found: list[Any] = list(
        Need.objects.current().categories().filter(pk__in=counted.keys() - {None})
    )
    for category in found:
        category.offers = counted[category.pk]
    return found

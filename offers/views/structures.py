from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from offers.cards import cards, structure_place
from offers.forms import StructureSearchForm
from offers.hours import spoken_hours
from offers.keeping.permissions import role_of
from offers.keyset import keyset_page
from offers.models import PublicOffer, Structure, StructureIndexPage
from offers.models.structures import AddressVisibility, PageState
from offers.presentation import spoken_phone
from territories.models import Territory, Zone
from territories.resolution import resolve_place

# Of the structures of the page alone: joined, those of the whole site would be counted first.
_OFFERS = Coalesce(
    Subquery(
        PublicOffer.objects.live()
        .filter(structure=OuterRef("pk"))
        .order_by()
        .values("structure")
        .values_list(Count("pk"))
    ),
    0,
)


@require_safe
def structures(request: HttpRequest) -> HttpResponse:
    """Find an actor by name, place and need."""
    form = StructureSearchForm(request.GET)
    form.is_valid()
    place = resolve_place(form.asked("lieu")) if form.asked("lieu") else None
    found = Structure.objects.live().named(form.asked("nom"))
    if need := form.need:
        answering = PublicOffer.objects.live().answering(need)
        found = found.filter(pk__in=answering.values("structure"))
    if place and place.place:
        found = found.filter(_around(place.place))
    context = {
        "query": _query(form),
        "page": StructureIndexPage.objects.first(),
        "form": form,
        "place": place,
        "total": found.count(),
        "structures": keyset_page(_listed(found), by="search_name", after=request.GET.get("apres")),
    }
    return TemplateResponse(request, "offers/structure_index_page.html", context)


def _address(found: Structure) -> str:
    """The whole address when it is public, nothing otherwise."""
    if found.address_visibility != AddressVisibility.PUBLIC or not found.commune:
        return ""
    town = f"{found.postal_code} {found.commune.name}".strip()
    return ", ".join(part for part in (found.street_address, town) if part)


def _facts(found: Structure) -> list[dict[str, Any]]:
    return [
        {
            "label": _("Opening hours"),
            "value": spoken_hours(found.opening_hours),
            "icon": "clock",
            "is_list": True,
        },
        {"label": _("Accessibility"), "value": found.accessibility, "icon": "info"},
    ]


def _query(form: StructureSearchForm) -> str:
    """What the address of the next page keeps of the search, with a closing ampersand."""
    kept = {"nom": form.asked("nom"), "lieu": form.asked("lieu")}
    if form.need:
        kept["besoin"] = form.need.code
    asked = urlencode({name: text for name, text in kept.items() if text})
    return f"{asked}&" if asked else ""


def _listed(found: QuerySet[Structure]) -> QuerySet[Structure]:
    return found.select_related("commune", "home_territory").annotate(offer_count=_OFFERS)


def _around(place: Territory | Zone) -> Q:
    """Structures of the place, those whose commune is hidden by their territory only."""
    if isinstance(place, Zone):
        return Q(commune__zones=place) & ~Q(address_visibility=AddressVisibility.HIDDEN)
    return Q(home_territory__path__startswith=place.path) | (
        Q(commune__path__startswith=place.path) & ~Q(address_visibility=AddressVisibility.HIDDEN)
    )


@require_safe
def structure(request: HttpRequest, public_id: str, slug: str = "") -> HttpResponse:
    """The page of a structure and its offers; an old slug and a merged structure redirect."""
    found = get_object_or_404(
        Structure.objects.select_related("commune", "home_territory", "merged_into"),
        public_id=public_id,
    )
    if found.merged_into:
        return HttpResponsePermanentRedirect(found.merged_into.get_absolute_url())
    if found.state == PageState.ARCHIVED:
        return render(request, "offers/structure_gone.html", {"structure": found}, status=410)
    if slug != found.slug:
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    context = structure_context(found, after=request.GET.get("apres"))
    context["is_keeper"] = request.user.is_authenticated and bool(role_of(request.user, found))
    return render(request, "offers/structure_page.html", context)


def structure_context(found: Structure, *, after: str | None = None) -> dict[str, Any]:
    """What the page of a structure shows; its offers from a place of the list on."""
    offers = PublicOffer.objects.live().filter(structure=found)
    shown = keyset_page(offers, by="title", after=after)
    return {
        "breadcrumb": [{"label": _("Structures"), "url": reverse("offers:structures")}],
        "structure": found,
        "place": structure_place(found),
        "address": _address(found),
        "phone_text": spoken_phone(found.phone),
        "facts": _facts(found),
        "total": offers.count(),
        "shown": shown,
        "cards": cards(shown.rows),
    }

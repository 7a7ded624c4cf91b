from django.urls import path, re_path

from offers.views import needs, offer, structures, territories

app_name = "offers"

_ID = r"(?P<public_id>[0-9a-z]{8})"
_SLUG = r"(?P<slug>[-a-zA-Z0-9_]*)"

urlpatterns = [
    re_path(rf"^offres/{_ID}-{_SLUG}/$", offer.offer, name="offer"),
    re_path(rf"^offres/{_ID}/$", offer.offer, name="offer_short"),
    path("structures/", structures.structures, name="structures"),
    re_path(rf"^structures/{_ID}-{_SLUG}/$", structures.structure, name="structure"),
    path("besoins/", needs.needs, name="needs"),
    path("besoins/<str:code>/", needs.need, name="need"),
    path("territoires/", territories.territories, name="territories"),
    path("territoires/<str:uid>/", territories.territory, name="territory"),
]

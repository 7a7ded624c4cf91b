from django.urls import path, re_path

from home import views
from home.structure import views as structure
from home.territory import views as territory

app_name = "home"

_STRUCTURE = r"^structures/(?P<public_id>[0-9a-z]{8})"
_TERRITORY = "territoires/<str:uid>/tableau-de-bord"

urlpatterns = [
    path("composants/", views.style, name="style"),
    path("mon-espace/", views.me, name="me"),
    path("mon-espace/avis/lus/", views.notices_read, name="notices_read"),
    path("mon-espace/avis/<int:pk>/lu/", views.notice_read, name="notice_read"),
    path(f"{_TERRITORY}/", territory.desk, name="territory"),
    path(f"{_TERRITORY}/a-verifier/", territory.stale, name="territory-stale"),
    path(f"{_TERRITORY}/a-verifier.csv", territory.stale_csv, name="territory-stale-csv"),
    path(
        f"{_TERRITORY}/a-verifier/<slug:offer_id>/juste/",
        territory.confirm,
        name="territory-confirm",
    ),
    path(f"{_TERRITORY}/a-verifier/<slug:offer_id>/demander/", territory.ask, name="territory-ask"),
    re_path(rf"{_STRUCTURE}/tableau-de-bord/$", structure.structure, name="structure"),
    re_path(
        rf"{_STRUCTURE}/verifier/(?P<offer_id>[0-9a-z]{{8}})/$",
        structure.verify,
        name="verify_offer",
    ),
]

from django.urls import path, re_path

from home import views
from home.structure import views as structure

app_name = "home"

_STRUCTURE = r"^structures/(?P<public_id>[0-9a-z]{8})"

urlpatterns = [
    path("composants/", views.style, name="style"),
    path("mon-espace/", views.me, name="me"),
    path("mon-espace/avis/lus/", views.notices_read, name="notices_read"),
    path("mon-espace/avis/<int:pk>/lu/", views.notice_read, name="notice_read"),
    re_path(rf"{_STRUCTURE}/tableau-de-bord/$", structure.structure, name="structure"),
    re_path(
        rf"{_STRUCTURE}/verifier/(?P<offer_id>[0-9a-z]{{8}})/$",
        structure.verify,
        name="verify_offer",
    ),
]

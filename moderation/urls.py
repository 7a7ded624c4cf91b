from django.urls import path, re_path

from moderation.views import erasing, items, patrol, queue

app_name = "moderation"

urlpatterns = [
    path("moderation/", queue.queue, name="queue"),
    path("moderation/publie-directement/", patrol.direct, name="direct"),
    path("moderation/publie-directement/<uuid:uuid>/lu/", patrol.direct_read, name="direct-read"),
    path("moderation/textes/", erasing.hidden, name="hidden"),
    path("moderation/textes/retirer/site/", erasing.hide, {"family": "site"}, name="hide-site"),
    re_path(
        r"^moderation/textes/retirer/(?P<family>offres|structures)/(?P<name>[0-9a-z]{8})/$",
        erasing.hide,
        name="hide",
    ),
    re_path(
        r"^moderation/textes/retirer/(?P<family>besoins|expressions)/(?P<name>[\w-]{1,120})/$",
        erasing.hide,
        name="hide",
    ),
    path(
        "moderation/textes/retirer/propositions/<uuid:name>/",
        erasing.hide,
        {"family": "propositions"},
        name="hide-proposal",
    ),
    path("moderation/textes/<uuid:uuid>/", erasing.hiding, name="hiding"),
    path("moderation/textes/<uuid:uuid>/remettre/", erasing.show, name="hiding-show"),
    path("moderation/textes/<uuid:uuid>/effacer/", erasing.ask, name="hiding-ask"),
    path(
        "moderation/textes/<uuid:uuid>/confirmer/",
        erasing.answer,
        {"verb": "confirming"},
        name="hiding-confirm",
    ),
    path(
        "moderation/textes/<uuid:uuid>/refuser/",
        erasing.answer,
        {"verb": "refusing"},
        name="hiding-refuse",
    ),
    path(
        "moderation/textes/<uuid:uuid>/renoncer/",
        erasing.answer,
        {"verb": "giving_up"},
        name="hiding-give-up",
    ),
    path("moderation/<uuid:uuid>/", items.item, name="proposal"),
    path("moderation/<uuid:uuid>/accepter/", items.accept, name="accept"),
    path("moderation/<uuid:uuid>/refuser/", items.refuse, name="refuse"),
]

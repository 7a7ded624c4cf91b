from django.urls import path

from moderation.views import decisions, items, patrol, queue

app_name = "moderation"

urlpatterns = [
    path("moderation/", queue.queue, name="queue"),
    path("moderation/publie-directement/", patrol.direct, name="direct"),
    path("moderation/publie-directement/<uuid:uuid>/lu/", patrol.direct_read, name="direct-read"),
    path("moderation/<uuid:uuid>/", items.item, name="proposal"),
    path("moderation/<uuid:uuid>/accepter/", decisions.accept, name="accept"),
    path("moderation/<uuid:uuid>/demander/", decisions.ask, name="ask"),
    path("moderation/<uuid:uuid>/refuser/", decisions.refuse, name="refuse"),
]

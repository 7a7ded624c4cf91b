from django.urls import path

from moderation.views import claims, items, live, patrol, queue

app_name = "moderation"

urlpatterns = [
    path("moderation/", queue.queue, name="queue"),
    path("moderation/publie-directement/", patrol.direct, name="direct"),
    path("moderation/publie-directement/<uuid:uuid>/lu/", patrol.direct_read, name="direct-read"),
    path("moderation/en-direct/", live.live, name="live"),
    path("moderation/<uuid:uuid>/prendre/", claims.claim, name="claim"),
    path("moderation/<uuid:uuid>/laisser/", claims.release, name="release"),
    path("moderation/<uuid:uuid>/reprendre/", claims.take_over, name="take-over"),
    path("moderation/<uuid:uuid>/", items.item, name="proposal"),
    path("moderation/<uuid:uuid>/accepter/", items.accept, name="accept"),
    path("moderation/<uuid:uuid>/refuser/", items.refuse, name="refuse"),
]

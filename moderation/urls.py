from django.urls import path

from moderation.views import items, queue

app_name = "moderation"

urlpatterns = [
    path("moderation/", queue.queue, name="queue"),
    path("moderation/<uuid:uuid>/", items.item, name="proposal"),
    path("moderation/<uuid:uuid>/accepter/", items.accept, name="accept"),
    path("moderation/<uuid:uuid>/refuser/", items.refuse, name="refuse"),
]

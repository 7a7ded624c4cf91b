from django.urls import path

from moderation.views import checks, items, patrol, queue

app_name = "moderation"

urlpatterns = [
    path("moderation/", queue.queue, name="queue"),
    path("moderation/publie-directement/", patrol.direct, name="direct"),
    path("moderation/publie-directement/<uuid:uuid>/lu/", patrol.direct_read, name="direct-read"),
    path("moderation/controles/", checks.checks, name="checks"),
    path("moderation/controles/<slug:code>/regler/", checks.set_check, name="check-set"),
    path("moderation/controles/spam/ajouter/", checks.add_spam, name="spam-add"),
    path(
        "moderation/controles/spam/<int:sign_id>/retirer/", checks.remove_spam, name="spam-remove"
    ),
    path("moderation/<uuid:uuid>/", items.item, name="proposal"),
    path("moderation/<uuid:uuid>/accepter/", items.accept, name="accept"),
    path("moderation/<uuid:uuid>/refuser/", items.refuse, name="refuse"),
]

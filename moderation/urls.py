from django.urls import path

from moderation.views import items, patrol, queue, roles

app_name = "moderation"

urlpatterns = [
    path("moderation/", queue.queue, name="queue"),
    path("moderation/publie-directement/", patrol.direct, name="direct"),
    path("moderation/publie-directement/<uuid:uuid>/lu/", patrol.direct_read, name="direct-read"),
    path("moderation/roles/", roles.roles, name="roles"),
    path("moderation/roles/donner/", roles.new, name="role-new"),
    path("moderation/roles/<int:pk>/", roles.role, name="role"),
    path("moderation/roles/<int:pk>/prolonger/", roles.renew, name="role-renew"),
    path("moderation/roles/<int:pk>/confier/", roles.entrust, name="role-entrust"),
    path("moderation/roles/<int:pk>/reprendre/", roles.revoke, name="role-revoke"),
    path("moderation/<uuid:uuid>/", items.item, name="proposal"),
    path("moderation/<uuid:uuid>/accepter/", items.accept, name="accept"),
    path("moderation/<uuid:uuid>/refuser/", items.refuse, name="refuse"),
]

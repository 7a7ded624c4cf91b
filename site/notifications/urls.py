from django.urls import path

from notifications.views import feed, unread, unsubscribe, watch, watches

app_name = "notifications"

urlpatterns = [
    path("suivre/<str:kind>/<str:key>/", watch.watch, name="watch"),
    path("mes-suivis/", watches.watches, name="watches"),
    path("mes-suivis/<int:pk>/", watches.watch_change, name="watch-change"),
    path("mes-suivis/messages/", watches.preferences_change, name="preferences"),
    path("mes-suivis/flux/", watches.feed_change, name="feed-change"),
    path("flux/<str:token>/", feed.OwnFeed(), name="feed"),
    path("desabonnement/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("nouveautes/", unread.unread, name="unread"),
]

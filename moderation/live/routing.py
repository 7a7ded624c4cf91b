"""The sockets of moderation. One that leads nowhere is refused like one that is not yours."""

from channels.security.websocket import WebsocketDenier
from django.urls import path, re_path

from moderation.live.consumers import ModerationConsumer

websocket_urlpatterns = [
    path("ws/moderation/", ModerationConsumer.as_asgi(), name="moderation-socket"),
]
nowhere = [re_path(r"", WebsocketDenier.as_asgi())]

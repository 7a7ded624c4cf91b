"""The ASGI entry: HTTP by Django; web sockets come with live moderation."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

application = ProtocolTypeRouter({"http": get_asgi_application()})

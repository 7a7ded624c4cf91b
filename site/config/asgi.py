"""The ASGI entries: `application` serves everything, `sockets` the web sockets alone.

In production WSGI workers serve the pages, which cost two to four times more here.
"""

import os
from collections.abc import Awaitable, Callable
from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

from config.postgresql.limits import serve_people

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
serve_people()

pages = get_asgi_application()

# Only once the apps are ready.
from moderation.live.routing import nowhere, websocket_urlpatterns  # noqa: E402

Send = Callable[[dict[str, Any]], Awaitable[None]]


async def no_page(scope: dict[str, Any], receive: Any, send: Send) -> None:
    """Pages are served elsewhere: 426, the one answer that says what is spoken here."""
    headers = [(b"upgrade", b"websocket"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 426, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


live = AllowedHostsOriginValidator(
    AuthMiddlewareStack(URLRouter([*websocket_urlpatterns, *nowhere]))
)
application = ProtocolTypeRouter({"http": pages, "websocket": live})
sockets = ProtocolTypeRouter({"http": no_page, "websocket": live})

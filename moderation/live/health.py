"""Whether hints reach the sockets of other processes."""

from importlib import import_module

from asgiref.sync import async_to_sync
from django.conf import settings

from journal.health import Health, probe
from journal.probes import REDIS


@probe("channel_layer", remedy=REDIS)
def look_at_channel_layer() -> Health:
    """While it is silent, open pages ask by themselves."""
    if not settings.REDIS_URL:
        return Health.ok("in the memory of this process")
    async_to_sync(import_module("moderation.live.consumers").reach)()
    return Health.ok()

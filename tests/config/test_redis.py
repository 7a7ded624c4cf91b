"""What REDIS_URL switches on: a cache and a channel layer that several processes share."""

import subprocess
import sys
import uuid

import pytest
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.core.cache import cache

pytestmark = pytest.mark.services


@pytest.fixture(autouse=True)
def _redis() -> None:
    assert settings.REDIS_URL, "make services-test gives REDIS_URL"


def test_another_process_reads_what_this_one_cached():
    cache.set("maillage", "partagé", timeout=60)
    read = "from django.core.cache import cache; print(cache.get('maillage'))"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", read],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == "partagé"


def test_a_hint_reaches_a_group():
    async def send_and_receive() -> dict[str, str]:
        layer = get_channel_layer()
        channel = await layer.new_channel()
        group = f"essai-{uuid.uuid4().hex}"
        await layer.group_add(group, channel)
        await layer.group_send(group, {"type": "hint", "id": "12"})
        received: dict[str, str] = await layer.receive(channel)
        return received

    assert async_to_sync(send_and_receive)() == {"type": "hint", "id": "12"}

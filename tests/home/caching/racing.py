"""Pages read while somebody writes: the same on both databases, by threads on the real one."""

import re
from collections.abc import Callable
from threading import Thread
from typing import Any

from django.db import connection

from offers.models import OfferPage, PublicOffer
from tests.home.caching.visitors import read


def title_of(path: str) -> str:
    found = re.search("<h1[^>]*>(.*?)</h1>", read(path).content.decode())
    assert found
    return found[1]


def name(offer: OfferPage, title: str) -> None:
    """Written by hand; the address stays."""
    row = PublicOffer.objects.get(pk=offer.pk)
    row.title, row.data = title, {**row.data, "title": title}
    row.save()


def elsewhere(act: Callable[[], Any]) -> None:
    """In a thread, so by a connection of its own; waits for its end."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join(timeout=60)
    assert not thread.is_alive()

"""Brings hints from the threads that serve pages to the channel layer; they never wait for it.

With the layer in memory, only the process that holds the sockets can reach them: there its event
loop carries the hints. With Redis every process has one loop of its own for this, in a thread.
"""

import asyncio
import logging
import os
import threading
from importlib import import_module

from django.conf import settings

from moderation.live.messages import Hint, What

logger = logging.getLogger(__name__)

# What one act changes comes together; a person sees no difference.
GATHERED_FOR = 0.02
# More than that at once, an import: one hint says that there is much to look at.
MOST = 30

IN_MEMORY = "channels.layers.InMemoryChannelLayer"


class Carrier:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._process = 0
        self._waiting: dict[Hint, None] = {}
        self._flushing: asyncio.Task[None] | None = None

    def adopt(self, loop: asyncio.AbstractEventLoop) -> None:
        """The loop that holds the sockets of this process carries its hints."""
        with self._lock:
            if self._loop is not loop:
                self._loop, self._process, self._waiting = loop, os.getpid(), {}

    def post(self, hint: Hint) -> None:
        """From any thread; returns at once, and never fails for whoever changed something."""
        loop = self._carrying()
        if loop is None:
            return
        try:
            loop.call_soon_threadsafe(self._gather, hint)
        except RuntimeError:
            logger.info("The loop of the sockets is closed: a hint is lost.")

    def _carrying(self) -> asyncio.AbstractEventLoop | None:
        with self._lock:
            is_ours = self._process == os.getpid()
            if self._loop is not None and is_ours and not self._loop.is_closed():
                return self._loop
            if settings.CHANNEL_LAYERS["default"]["BACKEND"] == IN_MEMORY:
                return None
            self._loop, self._process, self._waiting = _own_loop(), os.getpid(), {}
            return self._loop

    def _gather(self, hint: Hint) -> None:
        """In the loop: the first of several waits a little for the others."""
        is_first = not self._waiting
        self._waiting[hint] = None
        if is_first:
            self._flushing = asyncio.ensure_future(self._flush())

    async def _flush(self) -> None:
        await asyncio.sleep(GATHERED_FOR)
        hints, self._waiting = list(self._waiting), {}
        # Imported here: the processes that hold no socket and share no layer never need channels.
        consumers = import_module("moderation.live.consumers")
        try:
            for hint in _fewer(hints):
                await consumers.spread(hint)
        except Exception as error:  # noqa: BLE001 a hint is lost, pages ask by themselves
            logger.warning("A live hint was lost: %s", type(error).__name__)


def _fewer(hints: list[Hint]) -> list[Hint]:
    if sum(one.what.is_shown for one in hints) <= MOST:
        return hints
    return [*(one for one in hints if not one.what.is_shown), Hint(What.QUEUE)]


def _own_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="live hints", daemon=True).start()
    return loop


_carrier = Carrier()
adopt = _carrier.adopt
post = _carrier.post

"""Sockets without a network: the whole stack, from cookies to the consumer, in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.testing import WebsocketCommunicator

from accounts.models import User
from config.asgi import sockets
from contributions.models import Proposal
from moderation.live.consumers import audience
from tests.contributions.making import propose
from tests.websocket import cookie_of

ORIGIN = "https://testserver"
# Long enough for what is said to arrive, short enough to wait for nothing.
SILENCE = 0.15


@dataclass
class Room:
    """Where people open the page of the queue and listen."""

    capture: Callable[..., Any]
    open: list[WebsocketCommunicator] = field(default_factory=list)

    async def enter(self, user: User | None, **asked: str) -> WebsocketCommunicator | None:
        """Nothing when the door stays closed."""
        headers = [(b"origin", asked.get("origin", ORIGIN).encode())]
        cookie = asked.get("cookie") or (user and await sync_to_async(cookie_of)(user))
        if cookie:
            headers.append((b"cookie", cookie.encode()))
        path = asked.get("path", "/ws/moderation/")
        ear = WebsocketCommunicator(sockets, path, headers=headers)
        is_in, _code = await ear.connect(timeout=5)
        if not is_in:
            return None
        self.open.append(ear)
        return ear

    async def do(self, act: Callable[..., Any], /, **said: Any) -> Any:
        """As a page does it: committed, and told after that."""

        def committed() -> Any:
            with self.capture(execute=True):
                return act(**said)

        return await sync_to_async(committed)()

    async def leave(self) -> None:
        for ear in self.open:
            await ear.disconnect()


async def heard(ear: WebsocketCommunicator) -> list[dict[str, Any]]:
    """All that was said until now."""
    said = []
    while not await ear.receive_nothing(timeout=SILENCE):
        said.append(await ear.receive_json_from())
    return said


async def ending(ear: WebsocketCommunicator) -> int:
    """The code with which the server ends it, the next thing it does."""
    output = await ear.receive_output(timeout=5)
    assert output["type"] == "websocket.close"
    return output["code"]


@pytest.fixture
def live(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[Room], Any]], None]:
    """Runs a scenario in an event loop; everybody leaves at the end."""
    # The connection is that of the test, in its transaction.
    monkeypatch.setattr("channels.db.close_old_connections", lambda: None)

    def run(scenario: Callable[[Room], Any]) -> None:
        async def whole() -> None:
            room = Room(django_capture_on_commit_callbacks)
            try:
                await scenario(room)
            finally:
                await room.leave()

        async_to_sync(whole)()
        assert not audience.people()

    return run


@pytest.fixture
def proposal(offer, cast) -> Proposal:
    return propose(offer, cast.outsider, title="Voitures à louer")

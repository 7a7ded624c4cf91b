"""The socket of the moderation pages: it says what to look at again, and listens to nothing."""

import asyncio
from typing import Any
from uuid import uuid4

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.layers import get_channel_layer

from moderation.live import carrier
from moderation.live.audience import Audience
from moderation.live.messages import Hint, What, digest_of
from moderation.live.watching import Seat, look, may_enter, standing
from territories.audience import moderators_somewhere

GROUP = "moderation"
NOT_ALLOWED = 4403
TOO_MANY = 4429
SAID_SOMETHING = 4400

audience = Audience()


async def spread(hint: Hint) -> None:
    """To every open socket of every process; each asks whether it is for them."""
    message = {"type": "hint", "key": uuid4().hex, **hint.packed()}
    await get_channel_layer().group_send(GROUP, message)


async def reach() -> None:
    """Tell a group where nobody is: it fails when the layer does."""
    await get_channel_layer().group_send("nobody", {"type": "hint"})


class ModerationConsumer(AsyncJsonWebsocketConsumer):
    groups = [GROUP]
    seat: Seat | None = None

    async def connect(self) -> None:
        carrier.adopt(asyncio.get_running_loop())
        if not await self._is_allowed():
            await self.close(code=NOT_ALLOWED)
            return
        seat = Seat(self.channel_name, self.scope["user"].pk, self.scope["session"].session_key)
        if not audience.sit(seat):
            await self.close(code=TOO_MANY)
            return
        self.seat = seat
        await self.accept()

    async def disconnect(self, code: int) -> None:
        if self.seat is not None:
            audience.leave(self.seat)
            self.seat = None

    async def receive(self, text_data: Any = None, bytes_data: Any = None, **said: Any) -> None:
        await self.close(code=SAID_SOMETHING)

    async def hint(self, message: dict[str, Any]) -> None:
        """Said to whoever may see it now; the others hear nothing, and who lost the right to be
        here leaves."""
        seat, hint = self.seat, Hint.unpacked(message)
        if seat is None:
            return
        if not hint.what.is_shown:
            await self._look_at_oneself(seat, hint)
            return
        answer = await audience.answer(
            message["key"], hint, seat, look=database_sync_to_async(look)
        )
        if seat in answer.fallen:
            await self.close(code=NOT_ALLOWED)
        elif seat in answer.told:
            await self.send_json(answer.said)

    async def _look_at_oneself(self, seat: Seat, hint: Hint) -> None:
        if hint.what is What.SESSION:
            if hint.session == digest_of(seat.session_key):
                await self.close(code=NOT_ALLOWED)
        elif hint.person == seat.user_id and not await self._still_stands(seat):
            await self.close(code=NOT_ALLOWED)

    async def _is_allowed(self) -> bool:
        allowed: bool = await database_sync_to_async(may_enter)(
            self.scope["user"], self.scope["session"]
        )
        return allowed

    async def _still_stands(self, seat: Seat) -> bool:
        """The rights of the person read anew: the user of the scope is that of the opening."""
        return bool(await database_sync_to_async(_stands)(seat))


def _stands(seat: Seat) -> bool:
    return seat in standing({seat}) and seat.user_id in moderators_somewhere({seat.user_id})

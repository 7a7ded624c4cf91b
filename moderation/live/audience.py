"""The sockets open in this process. Two hundred of them ask once whether a hint is for them."""

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Awaitable, Callable

from django.db import Error as DatabaseFault

from moderation.live.messages import Hint
from moderation.live.watching import Answer, Seat

logger = logging.getLogger(__name__)

# Tabs of one person, all browsers together.
MOST_SEATS = 20
REMEMBERED = 200

Look = Callable[[Hint, frozenset[Seat]], Awaitable[Answer]]


class Audience:
    def __init__(self) -> None:
        self._seats: set[Seat] = set()
        self._by_person: Counter[int] = Counter()
        self._answers: OrderedDict[str, asyncio.Future[Answer]] = OrderedDict()

    def sit(self, seat: Seat) -> bool:
        """False when the person has enough of them open."""
        if self._by_person[seat.user_id] >= MOST_SEATS:
            return False
        self._seats.add(seat)
        self._by_person[seat.user_id] += 1
        return True

    def leave(self, seat: Seat) -> None:
        if seat in self._seats:
            self._seats.remove(seat)
            self._by_person[seat.user_id] -= 1
            self._by_person += Counter()

    def people(self) -> set[int]:
        return set(self._by_person)

    async def answer(self, key: str, hint: Hint, seat: Seat, *, look: Look) -> Answer:
        """What the hint says to this seat. The first to ask, asks for all who sit here."""
        answer = await asyncio.shield(self._asked(key, hint, seat, look))
        if seat in answer.asked:
            return answer
        return await _safely(hint, frozenset({seat}), look)

    def _asked(self, key: str, hint: Hint, seat: Seat, look: Look) -> asyncio.Future[Answer]:
        if key not in self._answers:
            seats = frozenset({*self._seats, seat})
            self._answers[key] = asyncio.ensure_future(_safely(hint, seats, look))
            while len(self._answers) > REMEMBERED:
                self._answers.popitem(last=False)
        return self._answers[key]


async def _safely(hint: Hint, seats: frozenset[Seat], look: Look) -> Answer:
    """Without the database nobody is told anything; the sockets stay open."""
    try:
        return await look(hint, seats)
    except DatabaseFault as fault:
        logger.warning("Nobody was told of a live hint: %s", type(fault).__name__)
        return Answer(seats)

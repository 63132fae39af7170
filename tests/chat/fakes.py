"""Programmable doubles at the seams of the chat: each keeps a history of what it was asked."""

import asyncio
from collections import deque
from collections.abc import Sequence

from bot.chat.delivery import Delivery, Original
from bot.errors import QiaoError


def original(message_id: int, *, channel_id: int = 1, author: str = "Amy", revision: int = 0) -> Original:
    return Original(message_id, channel_id, 7, 42, author, revision)


class FakePost:
    """Posts into a history; holds each post until it is let go where the gate is shut, fails where told to."""

    def __init__(self) -> None:
        self.history: list[list[Delivery]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.began = asyncio.Event()
        self._failures: deque[QiaoError | None] = deque()

    def enqueue(self, *failures: QiaoError | None) -> None:
        self._failures.extend(failures)

    async def __call__(self, deliveries: Sequence[Delivery]) -> None:
        self.began.set()
        await self.gate.wait()
        if self._failures and (failure := self._failures.popleft()):
            raise failure
        self.history.append(list(deliveries))

    @property
    def ids(self) -> list[list[int]]:
        return [[delivery.original.message_id for delivery in post] for post in self.history]


class FakeNotice:
    """Counts what a channel was told to be shed."""

    def __init__(self) -> None:
        self.history: list[tuple[int, int]] = []

    async def __call__(self, channel_id: int, count: int) -> None:
        self.history.append((channel_id, count))


class Clock:
    """Monotonic seconds that move when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

"""Programmable fakes that record their calls."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from bot.chat.relay.message import Message
from bot.chat.relay.post import Post
from bot.errors import DiscordError, QiaoError
from bot.storage.types import PostKind
from tests.translation.fakes import FakeSegments

_PATIENCE = 30
"""Seconds to wait for something before a test fails."""


def message(message_id: int, *, channel_id: int = 1, author: str = "Amy", revision: int = 0, text: str = "") -> Message:
    return Message(message_id, channel_id, 7, 42, author, text, revision=revision)


def post_of(message_id: int, text: str, *, channel_id: int = 1, author: str = "Amy", **options: Any) -> Post:
    """A post with a translation."""
    options.setdefault("kind", PostKind.TRANSLATION)
    return Post(message(message_id, channel_id=channel_id, author=author), channel_id=channel_id, text=text, **options)


class FakePost:
    """Records posts; holds them while the gate is closed, and fails as configured.

    Attributes:
        after: called after each post.
    """

    def __init__(self) -> None:
        self.history: list[list[Post]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.began = asyncio.Event()
        self.stopped = asyncio.Event()
        self.after: Callable[[], None] = lambda: None
        self._stop_at: int | None = None
        self._failures: deque[QiaoError | None] = deque()

    def enqueue(self, *failures: QiaoError | None) -> None:
        self._failures.extend(failures)

    def stop_at(self, posts: int) -> None:
        """Close the gate after the given number of posts."""
        self._stop_at = posts

    async def __call__(self, posts: Sequence[Post]) -> None:
        self.began.set()
        if len(self.history) == self._stop_at:
            self.stopped.set()
            self.gate.clear()
        await self.gate.wait()
        if self._failures and (failure := self._failures.popleft()):
            raise failure
        self.history.append(list(posts))
        self.after()

    @property
    def ids(self) -> list[list[int]]:
        return [[post.message.id for post in batch] for batch in self.history]


class FakeNotice:
    """Records notices about shed messages."""

    def __init__(self) -> None:
        self.history: list[tuple[int, int]] = []

    async def __call__(self, channel_id: int, count: int) -> None:
        self.history.append((channel_id, count))


class FakeNotifier:
    """Records notices that are posted, and fails as configured."""

    def __init__(self) -> None:
        self.history: list[str] = []
        self.posted = asyncio.Condition()
        self.failing = False
        self.refused = asyncio.Event()

    async def notify(self, channel_id: int, guild_id: int | None, text: str) -> None:
        if self.failing:
            self.refused.set()
            raise DiscordError("no")
        async with self.posted:
            self.history.append(text)
            self.posted.notify_all()

    async def until(self, count: int) -> None:
        async with self.posted:
            await asyncio.wait_for(self.posted.wait_for(lambda: len(self.history) >= count), _PATIENCE)


class Clock:
    """Monotonic seconds that tests control; always ahead of the system's clock, to which deadlines are compared."""

    def __init__(self) -> None:
        self.now = time.monotonic() + 1000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class GatedSegments(FakeSegments):
    """Holds the n-th call until the n-th gate, if there is one, is open."""

    def __init__(self) -> None:
        super().__init__()
        self.gates: list[asyncio.Event] = []
        self.calls = 0
        self.called = asyncio.Condition()

    async def translate(self, segments, direction, **order):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN003, ANN201 - as in the fake it extends
        place = self.calls
        async with self.called:
            self.calls += 1
            self.called.notify_all()
        if place < len(self.gates):
            await self.gates[place].wait()
        return await super().translate(segments, direction, **order)

    async def until_called(self, times: int) -> None:
        async with self.called:
            await self.called.wait_for(lambda: self.calls >= times)

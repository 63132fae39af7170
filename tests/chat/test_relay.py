import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from bot.chat.delivery import Delivery
from bot.chat.ledger import Ledger, Outcome
from bot.chat.outbox import Outbox
from bot.chat.relay import Relay, Wish
from bot.errors import EngineError, OverloadedError
from bot.storage.types import Link
from bot.translation.service import Translator
from tests.chat.fakes import Clock, FakeNotice, FakePost, original
from tests.translation.fakes import FakeSegments


class GatedSegments(FakeSegments):
    """Holds each call until it is let go: the n-th call waits for the n-th gate, where there is one."""

    def __init__(self) -> None:
        super().__init__()
        self.gates: list[asyncio.Event] = []
        self.called = asyncio.Event()

    async def translate(self, segments, direction, **order):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN003, ANN201 - the fake's own signature
        place = len(self.history)
        answer = await super().translate(segments, direction, **order)
        self.called.set()
        if place < len(self.gates):
            await self.gates[place].wait()
        return answer


class FakePosts:
    """Our posts: what was edited and removed."""

    def __init__(self) -> None:
        self.edits: list[tuple[int, str]] = []
        self.removals: list[int] = []

    async def edit(self, links: Sequence[Link], delivery: Delivery) -> None:
        self.edits.append((links[0].post_id, delivery.text))

    async def remove(self, links: Sequence[Link]) -> None:
        self.removals += [link.post_id for link in links]

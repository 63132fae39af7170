"""Carries messages across bridges: each appears in the other channels, and edits and deletions follow it.

A copy has a slot of its own in the queue of its channel, taken when the message arrives, and an end of its own in the
books.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

import discord
from cachetools import LRUCache

from bot.chat.complaint import log_failure
from bot.chat.incoming import revision_of
from bot.chat.relay.copy import PARTS
from bot.chat.relay.copyist import Copyist, Place
from bot.chat.relay.locks import Locks
from bot.chat.relay.outbox import Outbox
from bot.chat.relay.posts import Posts
from bot.chat.relay.queue import Slot, State
from bot.chat.relay.quota import Quota
from bot.chat.relay.routes import Policy
from bot.errors import QiaoError
from bot.storage.stores import Stores
from bot.storage.types import BridgedChannel, Link
from bot.telemetry.ledger import Ledger, Outcome

_REMEMBERED = 20_000
_DELETED = 1 << 62
_OUTCOMES = {
    State.POSTED: Outcome.POSTED,
    State.SHED: Outcome.SHED,
    State.FAILED: Outcome.FAILED,
    State.DROPPED: Outcome.WITHDRAWN,
}

Sever = Callable[[Sequence[int]], Awaitable[None]]
"""Takes away all posts that carry messages."""


@dataclass(slots=True, eq=False)
class _Crossing:
    """A message on its way into one channel.

    Attributes:
        ready: `time.monotonic()` seconds at which the copy was made; 0 until then.
    """

    message: discord.Message
    into: BridgedChannel
    part: int
    slot: Slot
    ready: float = 0.0
    task: asyncio.Task[None] | None = None


class Mirror:
    """Takes messages of bridged channels on and sees each of their copies to its end.

    Args:
        copyist: makes the copies.
        stores: what is remembered.
        policy: whose messages are left alone.
        outbox: the queues of posts.
        posts: our posts, to edit.
        sever: takes the posts of a deleted message away.
        ledger: where outcomes are counted.
        pace: how many messages of one person are copied.
        locks: of our posts, by id, for whoever else changes them.
        patience: seconds that an edit may wait for its translation.
        since: messages older than this id may have been copied by an earlier run, so the links are asked.
    """

    def __init__(
        self,
        *,
        copyist: Copyist,
        stores: Stores,
        policy: Policy,
        outbox: Outbox,
        posts: Posts,
        sever: Sever,
        ledger: Ledger,
        pace: Quota,
        locks: Locks,
        patience: float,
        since: int = 0,
    ) -> None:
        self._copyist = copyist
        self._stores = stores
        self._policy = policy
        self._outbox = outbox
        self._posts = posts
        self._sever = sever
        self._ledger = ledger
        self._pace = pace
        self._locks = locks
        self._patience = patience
        self._since = since
        self._crossings: dict[int, list[_Crossing]] = {}
        self._revisions: LRUCache[int, int] = LRUCache(_REMEMBERED)
        self._entrances = Locks()

    async def arrive(self, message: discord.Message) -> None:
        """Take a message on if its channel is bridged; messages of a channel enter in the order of the chat."""
        if not self._copyist.minds(message):
            return
        async with self._entrances.of(message.channel.id):
            others = await self._others(message.channel.id)
            if not others or await self._policy.ignores(message) or await self._copied_before(message.id):
                return
            if message.id in self._revisions:
                return  # told twice by a resumed gateway, or deleted meanwhile
            self._revisions[message.id] = revision_of(message)
            crossings = [
                _Crossing(message, into, PARTS * place, self._outbox.open(into.channel_id))
                for place, into in enumerate(others, start=1)
            ]
        self._crossings[message.id] = crossings
        allowed = self._pace.allows(message.author.id)
        for crossing in list(crossings):
            self._ledger.submit()
            crossing.slot.ended.add_done_callback(partial(self._end, crossing))
            if allowed:
                self._start(crossing)
            else:
                crossing.slot.shed()

    async def change(self, message: discord.Message) -> None:
        """A message was edited: its copies follow, and the newest edit wins whatever the order of arrival."""
        async with self._entrances.of(message.channel.id):
            revision = revision_of(message)  # an edit does not overtake its message, which may still be at the entrance
        if revision <= self._revisions.get(message.id, 0) or await self._policy.ignores(message):
            return
        self._revisions[message.id] = revision
        in_flight = []
        for crossing in self._crossings.get(message.id, ()):
            crossing.message = message
            if crossing.slot.taken:
                in_flight.append(asyncio.shield(crossing.slot.ended))
                continue
            crossing.slot.reopen()
            if crossing.task:
                crossing.task.cancel()
            self._start(crossing)
        await asyncio.gather(*in_flight)
        channels = {link.post_channel_id for link in await self._copies(message.id)}
        await asyncio.gather(*(self._revise(message, revision, channel_id) for channel_id in channels))

    async def withdraw(self, message_ids: Sequence[int]) -> None:
        """Messages were deleted: what is still on its way does not arrive, or is taken back when it has."""
        late: dict[int, list[asyncio.Future[State]]] = {}
        for key in message_ids:
            self._revisions[key] = _DELETED
            for crossing in list(self._crossings.get(key, ())):
                if crossing.slot.taken:
                    late.setdefault(key, []).append(asyncio.shield(crossing.slot.ended))
                    continue
                if crossing.task:
                    crossing.task.cancel()
                crossing.slot.drop()
        for in_flight in late.values():
            await asyncio.gather(*in_flight)
        if late:
            await self._sever(list(late))

    def _start(self, crossing: _Crossing) -> None:
        crossing.task = asyncio.create_task(self._carry(crossing))

    async def _carry(self, crossing: _Crossing) -> None:
        """From arrival to a filled or a freed slot."""
        slot = crossing.slot
        try:
            row = await self._stores.channels.get(crossing.into.channel_id)
            if row and row.patience is not None:
                slot.patience = row.patience
            if slot.cannot_meet_deadline:
                slot.shed()
                return
            await self._reply_first(crossing)
            place = Place(crossing.into, crossing.part, slot.opened + slot.patience)
            copy = await self._copyist.copy(crossing.message, place)
            await asyncio.to_thread(copy.lay_out)
        except Exception as error:  # noqa: BLE001 - whatever it was, the slot must not block the channel
            log_failure("a message could not be copied", crossing.message.id, crossing.message.channel.id, error)
            slot.fail()
        else:
            crossing.ready = time.monotonic()
            slot.fill(copy)

    async def _reply_first(self, crossing: _Crossing) -> None:
        """Wait for what the message replies to: that stands before it in the queue, and is quoted where it arrives."""
        reference = crossing.message.reference
        for before in self._crossings.get(reference.message_id or 0, ()) if reference else ():
            if before.into.channel_id == crossing.into.channel_id and before is not crossing:
                await asyncio.shield(before.slot.ended)

    def _end(self, crossing: _Crossing, ended: asyncio.Future[State]) -> None:
        key, state = crossing.message.id, ended.result()
        rest = [other for other in self._crossings.get(key, ()) if other is not crossing]
        if rest:
            self._crossings[key] = rest
        else:
            self._crossings.pop(key, None)
        if state is State.POSTED:
            self._ledger.clock(crossing.slot.opened, crossing.ready, time.monotonic())
        self._ledger.close(_OUTCOMES[state])

    async def _revise(self, message: discord.Message, revision: int, channel_id: int) -> None:
        """Copy an edit into a channel, unless it is outdated by then."""
        into = await self._stores.bridges.get(channel_id)
        copies = await self._copies(message.id, channel_id)
        if into is None or not copies:
            return
        try:
            place = Place(into, copies[0].part, time.monotonic() + self._patience)
            copy = await self._copyist.copy(message, place)
            async with self._locks.of(copies[0].post_id):
                copies = await self._copies(message.id, channel_id)
                if copies and self._revisions.get(message.id) == revision:
                    await self._note_revision(message.id, revision)
                    await self._posts.edit(copies, copy)
        except QiaoError as error:
            log_failure("an edit could not be copied", message.id, message.channel.id, error)

    async def _note_revision(self, message_id: int, revision: int) -> None:
        """Where the message is translated in place too, the relay does this, and must be the first."""
        if all(link.mirror for link in await self._stores.links.of_original(message_id)):
            await self._stores.links.revise(message_id, revision)

    async def _others(self, channel_id: int) -> list[BridgedChannel]:
        """The channels in which what is said in a channel appears."""
        here = await self._stores.bridges.get(channel_id)
        there = await self._stores.bridges.of_bridge(here.bridge_id) if here else []
        return [channel for channel in there if channel.channel_id != channel_id]

    async def _copied_before(self, message_id: int) -> bool:
        return message_id < self._since and bool(await self._copies(message_id))

    async def _copies(self, message_id: int, channel_id: int | None = None) -> list[Link]:
        """The links to a message's copies, in all channels or in one, by part."""
        links = await self._stores.links.of_original(message_id)
        return [link for link in links if link.mirror and channel_id in {None, link.post_channel_id}]

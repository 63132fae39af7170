"""Messages that were written while Qiao was offline: what is posted for them is one digest in each channel."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from bot.chat.relay.job import FindRoute, Job
from bot.chat.relay.jobs import Jobs
from bot.chat.relay.lane import Lanes, Revisions
from bot.chat.relay.message import Message
from bot.chat.relay.routes import Route, Router
from bot.storage.types.bridges import BridgedChannel
from bot.storage.types.links import PostKind

if TYPE_CHECKING:
    from bot.chat.relay.bundle import Bundle


class Missed:
    """Handles missed messages.

    Args:
        router: finds where messages are posted.
        jobs: makes posts.
        lanes: order the events of each channel.
        revisions: know which messages were handled already.
        follow: follows what becomes of a translation.
    """

    def __init__(
        self, router: Router, jobs: Jobs, lanes: Lanes, revisions: Revisions, follow: Callable[[Job], None]
    ) -> None:
        self._router = router
        self._jobs = jobs
        self._lanes = lanes
        self._revisions = revisions
        self._follow = follow
        self._sealing: set[asyncio.Task[None]] = set()

    async def handle(self, messages: Sequence[Message]) -> None:
        """Handle the missed messages of a channel, except for those that were handled already.

        Args:
            messages: of one channel, in the order in which they were written.

        Returns:
            As soon as their slots are taken.
        """
        heard = [self._router.hear(message) for message in messages]
        fresh = [message for message in heard if self._revisions.begin(message)]
        if fresh:
            await self._lanes.enter(fresh[0].channel_id, fresh[0].id, self._open(fresh))

    async def _open(self, messages: Sequence[Message]) -> None:
        bundles: dict[int, Bundle] = {}

        def open_job(message: Message, kind: PostKind, channel_id: int, find_route: FindRoute) -> None:
            bundle = bundles.get(channel_id)
            if bundle is None:
                bundle = bundles[channel_id] = self._jobs.bundle(channel_id)
            job = self._jobs.open(message, kind, channel_id, find_route, bundle=bundle)
            if kind is PostKind.TRANSLATION:
                self._follow(job)

        try:
            for message in messages:
                if message.titled_text:
                    open_job(message, PostKind.TRANSLATION, message.channel_id, self._router.translation)
                for into in await self._router.copies(message) if message.crosses_bridges else ():
                    open_job(message, PostKind.COPY, into.channel_id, partial(self._copy, into))
        finally:
            for bundle in bundles.values():
                sealing = asyncio.create_task(bundle.seal())
                self._sealing.add(sealing)
                sealing.add_done_callback(self._sealing.discard)

    async def _copy(self, into: BridgedChannel, message: Message) -> Route | None:
        return await self._router.copy(message, into)

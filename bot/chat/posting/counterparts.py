"""Finds where the copies of a message go: into bridged channels, or into threads below them.

A thread or a post below a bridged channel gets a counterpart below each other channel, with the same title in the
language of that channel, when the first message needs it. Threads that hang on a message hang on its copy there.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

import discord
import structlog

from bot.chat.posting.outages import Outages
from bot.chat.posting.refusals import Refusals
from bot.chat.posting.threads import LIMIT_REACHED, fetch_thread
from bot.chat.posting.webhooks import NoWebhookError, Persona, Webhooks
from bot.chat.relay.digest import link_to
from bot.chat.relay.locks import Locks
from bot.chat.relay.message import Message
from bot.chat.strings import say
from bot.errors import DeadlineError
from bot.storage.stores import Stores
from bot.storage.types.bridges import BridgedChannel, BridgedThread
from bot.storage.types.links import Link, PostKind

if TYPE_CHECKING:
    from discord.types.threads import ThreadArchiveDuration

log = structlog.get_logger(__name__)

Title = Callable[[str, BridgedChannel], Awaitable[str]]
"""Returns the title of a thread in the language of a channel."""

_NOT_ALLOWED, _AGE = "fallback.bridge_thread", "fallback.age"
_BAD_REQUEST: Final = 400
_HAS_THREAD: Final = 160004
"""Discord's error code for a message that has a thread already."""
_CLOSED: Final = 50083
"""Discord's error code for a thread that is archived, and locked for us."""


class Counterparts:
    """The threads below bridged channels that show each other's messages.

    Args:
        client: the connected client.
        stores: bridges, their threads, and the copies of messages.
        refusals: channels that refused threads.
        outages: sends requests again that fail because Discord is down.
        patience: seconds after which a thread is given up.
        webhooks: open posts in forums in the author's name.
        title: translates titles.
    """

    def __init__(
        self,
        client: discord.Client,
        stores: Stores,
        refusals: Refusals,
        outages: Outages,
        *,
        patience: float,
        webhooks: Webhooks,
        title: Title,
    ) -> None:
        self._client = client
        self._stores = stores
        self._refusals = refusals
        self._outages = outages
        self._patience = patience
        self._webhooks = webhooks
        self._title = title
        self._locks = Locks()

    async def places(self, message: Message, others: Sequence[BridgedChannel]) -> Sequence[BridgedChannel]:
        """Where the copies of a message go; see `bot.chat.relay.routes.Counterparts`."""
        others = [channel for channel in others if await self._may_cross(message, channel)]
        if message.parent_id is None:
            return others
        thread = await self._public_thread(message.channel_id)
        if thread is None:
            return ()
        known = await self._stores.bridges.threads(thread.id)
        root_id = known[0].root_id if known else thread.id
        async with self._locks.of(root_id):
            places = [await self._place(message, thread, channel, root_id) for channel in others]
        return [place for place in places if place]

    async def expected(self, message: Message, others: Sequence[BridgedChannel]) -> Sequence[BridgedChannel]:
        """Where the copies of a message would go, without opening or reporting anything.

        A thread that is not open yet is represented by the channel below which it would be.
        """
        others = [channel for channel in others if self._may_show(message, channel)]
        if message.parent_id is None:
            return others
        thread = await self._public_thread(message.channel_id)
        if thread is None:
            return ()
        known = {each.channel_id: each.thread_id for each in await self._stores.bridges.threads(thread.id)}
        places = [replace(channel, channel_id=known.get(channel.channel_id, channel.channel_id)) for channel in others]
        return [place for place in places if self._can_be_posted_to(place.channel_id)]

    def _can_be_posted_to(self, place_id: int) -> bool:
        """Whether a thread, or a channel below which one is to be opened, is known to refuse neither."""
        if self._refusals.is_unavailable(place_id, _NOT_ALLOWED, LIMIT_REACHED):
            return False
        return not isinstance(self._client.get_channel(place_id), discord.VoiceChannel | discord.StageChannel)

    async def _may_cross(self, message: Message, channel: BridgedChannel) -> bool:
        """Whether a channel may show a message; if not, moderators are told."""
        if self._may_show(message, channel):
            return True
        await self._refusals.record_fallback(channel.channel_id, channel.guild_id, _AGE)
        return False

    def _may_show(self, message: Message, channel: BridgedChannel) -> bool:
        """Whether a channel may show a message: what is age-restricted stays in age-restricted channels."""
        here = self._client.get_channel(message.parent_id or message.channel_id)
        there = self._client.get_channel(channel.channel_id)
        return not getattr(here, "nsfw", False) or there is None or getattr(there, "nsfw", False)

    async def _place(
        self, message: Message, thread: discord.Thread, channel: BridgedChannel, root_id: int
    ) -> BridgedChannel | None:
        """The counterpart of a thread below a channel, ready for posts; None if there can be none."""
        known = await self._stores.bridges.threads(thread.id)
        found = next((each.thread_id for each in known if each.channel_id == channel.channel_id), None)
        asked = found or channel.channel_id  # a locked thread says nothing about other threads
        if self._refusals.is_unavailable(asked, _NOT_ALLOWED, LIMIT_REACHED):
            return None

        async def ready() -> int | None:
            if found is not None and await self._reopen(found):
                return found
            return await self._create(message, thread, channel)

        try:
            place = await self._outages.outlast(ready, self._patience)
        except DeadlineError as error:
            log.warning("no counterpart of thread", thread=thread.id, channel=channel.channel_id, error=str(error))
            return None
        except discord.HTTPException as error:
            log.warning("no counterpart of thread", thread=thread.id, channel=channel.channel_id, code=error.code)
            if isinstance(error, discord.Forbidden) or error.code == _CLOSED:
                await self._refusals.record_fallback(asked, channel.guild_id, _NOT_ALLOWED)
            elif error.status == _BAD_REQUEST:
                await self._refusals.record_fallback(asked, channel.guild_id, LIMIT_REACHED)
            return None
        if place is not None and place != found:
            here = BridgedThread(thread.id, thread.guild.id, thread.parent_id, root_id)
            there = BridgedThread(place, channel.guild_id, channel.channel_id, root_id)
            await self._stores.bridges.add_threads([here, there])
        return None if place is None else replace(channel, channel_id=place)

    async def _reopen(self, thread_id: int) -> bool:
        """Unarchive a counterpart if needed; False if it was deleted.

        Raises:
            discord.HTTPException: it is locked, or Discord refused.
        """
        thread = await fetch_thread(self._client, thread_id)
        if thread is None:
            await self._stores.bridges.remove_thread(thread_id)
        elif thread.archived:
            await thread.edit(archived=False)
        return thread is not None

    async def _public_thread(self, thread_id: int) -> discord.Thread | None:
        """A thread whose messages may be shown elsewhere; the members of a private one chose who reads it."""
        thread = await fetch_thread(self._client, thread_id)
        return None if thread is None or thread.type is discord.ChannelType.private_thread else thread

    async def _create(self, message: Message, thread: discord.Thread, channel: BridgedChannel) -> int | None:
        parent = self._client.get_channel(channel.channel_id)
        if not isinstance(parent, discord.TextChannel | discord.ForumChannel):
            return None  # voice and stage channels have no threads
        title = await self._title(thread.name, channel)
        if isinstance(parent, discord.ForumChannel):
            thread_id = await self._open_post(message, thread, parent, title, channel)
        else:
            thread_id = await self._open_thread(thread, parent, title)
        log.info("counterpart of thread created", thread=thread.id, counterpart=thread_id)
        return thread_id

    async def _open_thread(self, thread: discord.Thread, parent: discord.TextChannel, title: str) -> int:
        starter_id = await self._copy_of(thread.id, parent.id)
        minutes = cast("ThreadArchiveDuration", thread.auto_archive_duration)
        if starter_id is not None:
            try:
                starter = parent.get_partial_message(starter_id)
                return (await starter.create_thread(name=title, auto_archive_duration=minutes)).id
            except discord.NotFound:
                pass  # the copy was deleted
            except discord.HTTPException as error:
                if error.code != _HAS_THREAD:
                    raise
                return starter_id  # a thread has the id of its message
        kind = discord.ChannelType.news_thread if parent.is_news() else discord.ChannelType.public_thread
        return (await parent.create_thread(name=title, type=kind, auto_archive_duration=minutes)).id

    async def _open_post(
        self,
        message: Message,
        thread: discord.Thread,
        forum: discord.ForumChannel,
        title: str,
        channel: BridgedChannel,
    ) -> int:
        """Open a post in a forum: in the author's name if possible, with a link to the original one."""
        link = link_to(message.guild_id, thread.id, message.id).strip()
        text = say(channel.language or "en", "bridge.post", link=link)
        tags = _tags(thread, forum)
        try:
            sent = await self._webhooks.send(
                forum.id, Persona.of(message), text, thread_name=title, applied_tags=tags, suppress_embeds=True
            )
        except NoWebhookError:
            opened = await forum.create_thread(name=title, content=text, applied_tags=tags, suppress_embeds=True)
            return opened.thread.id
        return sent.channel.id

    async def _copy_of(self, message_id: int, channel_id: int) -> int | None:
        """The counterpart of a message in another channel: its copy there, or the original that it is a copy of."""
        copy_of = next((link for link in await self._stores.links.of_post(message_id) if _is_copy(link)), None)
        if copy_of and copy_of.channel_id == channel_id:
            return copy_of.original_id
        copies = await self._stores.links.of_original(copy_of.original_id if copy_of else message_id)
        return next((link.post_id for link in copies if _is_copy(link) and link.post_channel_id == channel_id), None)


def _is_copy(link: Link) -> bool:
    """Whether a link is to a copy in a separate post."""
    return link.kind is PostKind.COPY and link.line is None


def _tags(thread: discord.Thread, forum: discord.ForumChannel) -> list[discord.ForumTag]:
    """The tags of a post in another forum: those with the same name, or one if the forum requires a tag."""
    names = {tag.name.casefold() for tag in thread.applied_tags}
    usable = [tag for tag in forum.available_tags if not tag.moderated]
    same = [tag for tag in usable if tag.name.casefold() in names]
    return same[:5] or usable[: forum.flags.require_tag]

"""Reads a channel, and hands over what was missed there."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import discord
import structlog

from bot.chat.features.reconcile.evidence import Evidence
from bot.chat.features.reconcile.history import (
    History,
    Known,
    Readable,
    is_gone,
    last_message,
    missing_permission,
)
from bot.chat.incoming import Audience, parent_of
from bot.chat.posting.threads import is_translation
from bot.chat.relay.relay import Relay
from bot.storage.stores import Stores

log = structlog.get_logger(__name__)

_NAMES_PATIENCE: Final = 10.0
"""Seconds to wait for the names that people have on the server."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is reconciled.

    Attributes:
        messages: the latest messages of each channel that are looked at; 0 reconciles nothing.
        hours: maximum age of a message.
    """

    messages: int
    hours: float

    @property
    def oldest(self) -> int:
        """Id of the oldest message that is looked at."""
        return discord.utils.time_snowflake(discord.utils.utcnow() - timedelta(hours=self.hours))


class ChannelReader:
    """Reads channels.

    Args:
        client: the connected client.
        audience: reads messages.
        relay: handles deletions, edits and missed messages.
        stores: settings and links.
        bounds: how much is read.
        always: ids of channels in which translation is always on.
        content: whether the message-content intent was granted; without it, only deletions can be followed.
    """

    def __init__(
        self,
        client: discord.Client,
        audience: Audience,
        relay: Relay,
        stores: Stores,
        *,
        bounds: Bounds,
        always: frozenset[int],
        content: bool,
    ) -> None:
        self._client = client
        self._audience = audience
        self._relay = relay
        self._stores = stores
        self._bounds = bounds
        self._always = always
        self._content = content

    async def translates(self, guild: discord.Guild, channel_id: int) -> bool:
        """Whether messages of a channel may be translated or copied; the routes of each message decide.

        Raises:
            StorageError: settings cannot be read.
        """
        if not self._content:
            return False
        parent_id = parent_of(guild.get_channel_or_thread(channel_id))
        places = [place for place in (channel_id, parent_id) if place is not None]
        if not self._always.isdisjoint(places) or (await self._stores.channels.effective(places)).enabled:
            return True
        return any([await self._stores.bridges.get(place) for place in places])

    async def read(
        self, guild: discord.Guild, channel_id: int, mark: int | None, links: Mapping[int, Known]
    ) -> History | None:
        """Read the latest messages of a channel, and take slots for those that were missed.

        Args:
            guild: the server.
            channel_id: the channel.
            mark: id of the last message that was dealt with; None if none was missed.
            links: what the links say about each channel of the server.

        Returns:
            The messages; None if there is nothing to compare, or Discord does not show them.

        Raises:
            discord.HTTPException: Discord refused.
            StorageError: settings or links cannot be read or written.
        """
        known = links[channel_id]
        channel = guild.get_channel_or_thread(channel_id) or await self._archived(channel_id)
        if not isinstance(channel, Readable):
            return None
        if mark is not None and not await self.translates(guild, channel_id):
            mark = None
        wanted = known.newest(self._bounds.messages)
        if mark is None and not wanted:
            return None
        if missing := missing_permission(channel):
            log.info("channel not reconciled", channel=channel_id, missing=missing)
            return None
        first = min([*wanted[:1], *([mark + 1] if mark is not None else [])])
        history = await History.read(channel, first, self._bounds.messages)
        if not history.messages and wanted and not await is_gone(channel, wanted[-1]):
            log.info("channel not reconciled", channel=channel_id, missing="messages")
            return None
        if mark is not None:
            await self._translate(channel, history, mark, links)
        return history

    async def _translate(self, channel: Readable, history: History, mark: int, links: Mapping[int, Known]) -> None:
        known = links[channel.id]
        evidence = Evidence(self._audience.is_ours)
        evidence.add(history, known)
        for link in list(history.unlinked(known, self._audience.is_ours)):
            await self._stores.links.record([link])
            known.add(link, channel.id)
        edited = {message.id for message in history.edited(known)}
        missed = [
            message
            for message in history.messages
            if message.id > mark and message.id not in edited and self._may_be_posted(message)
        ]
        if not missed:
            return
        await self._name_authors(channel.guild, missed)
        for place in await self._other_places(channel, mark):
            posts = await History.read(place, mark + 1, self._bounds.messages)
            evidence.add(posts, links.get(place.id, Known()))
        missed = [message for message in missed if message.id in known.revisions or not evidence.covers(message)]
        log.info("missed messages", channel=channel.id, messages=len(missed))
        await self._relay.missed([self._audience.read(message) for message in missed])

    async def _other_places(self, channel: Readable, mark: int) -> list[Readable]:
        """Where else posts for messages of a channel may have arrived since a message: its thread, or its bridge."""
        here = await self._stores.bridges.get(channel.id)
        bridged = await self._stores.bridges.of_bridge(here.bridge_id) if here else []
        places = [self._client.get_channel(each.channel_id) for each in bridged if each.channel_id != channel.id]
        ours = [thread for thread in channel.guild.threads if thread.parent_id == channel.id and is_translation(thread)]
        return [
            place
            for place in (*places, *ours)
            if isinstance(place, Readable) and last_message(place) > mark and not missing_permission(place)
        ]

    async def follow(self, channel_id: int, history: History, known: Known) -> None:
        """Follow deletions and edits.

        Args:
            channel_id: the channel.
            history: its latest messages.
            known: what the links say about it.

        Raises:
            DiscordError: Discord refused to remove a post.
            StorageError: links cannot be read or written.
        """
        gone = history.gone(known, self._bounds.messages)
        edited = history.edited(known) if self._content else []
        if gone or edited:
            log.info("missed changes", channel=channel_id, deleted=len(gone), edited=len(edited))
        if edited and (guild := edited[0].guild):
            await self._name_authors(guild, edited)
        for message in edited:
            await self._relay.edited(self._audience.read(message))
        if gone:
            await self._relay.deleted(gone)

    async def _archived(self, channel_id: int) -> object:
        """A channel that Discord did not announce, such as an archived thread; None if it was deleted or is hidden."""
        try:
            return await self._client.fetch_channel(channel_id)
        except (discord.NotFound, discord.Forbidden, discord.InvalidData):
            return None

    def _may_be_posted(self, message: discord.Message) -> bool:
        """Whether anything might be posted for a message."""
        if self._audience.is_ours(message):
            return False
        read = self._audience.read(message)
        return bool(read.text or read.crosses_bridges)

    async def _name_authors(self, guild: discord.Guild, messages: Sequence[discord.Message]) -> None:
        """Give authors the names that they have on the server, which a channel's history does not contain."""
        people = list({message.author.id for message in messages if isinstance(message.author, discord.User)})
        if not people:
            return
        try:
            async with asyncio.timeout(_NAMES_PATIENCE):
                found = await guild.query_members(user_ids=people[:100], limit=100, cache=False)
        except (TimeoutError, discord.DiscordException):
            return
        members = {member.id: member for member in found}
        for message in messages:
            message.author = members.get(message.author.id, message.author)

"""Flags as reactions: a translation on demand, for all to see."""

import discord
import structlog
from cachetools import LRUCache
from discord.ext import commands

from bot.chat.features.translate.demand import Demand
from bot.chat.incoming import has_opted_out
from bot.chat.posting.offers import OFFER
from bot.errors import QiaoError
from bot.storage.members import Members
from bot.translation.types import Target

log = structlog.get_logger(__name__)

FLAGS: dict[str, Target | None] = {
    "🇨🇳": Target.SIMPLIFIED,
    "🇹🇼": Target.TRADITIONAL,
    "🇭🇰": Target.HONG_KONG,
    "🇺🇸": Target.ENGLISH,
    "🇬🇧": Target.ENGLISH,
    OFFER: None,
}
"""Into what a reaction asks for a translation; None for the language that the message is not in."""


class Asking(commands.Cog):
    """Answers flags, and sees to it that answers follow what they translate.

    Args:
        demand: answers requests.
        members: who wants to be left alone.
        client: the connected client.
    """

    def __init__(self, demand: Demand, members: Members, client: discord.Client) -> None:
        self._demand = demand
        self._members = members
        self._client = client
        self._asked: LRUCache[tuple[int, Target | None], bool] = LRUCache(20_000)

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """Answer a flag, once a message and language, whoever else adds it."""
        flag = payload.emoji.name
        by_bot = payload.member is not None and payload.member.bot
        if payload.emoji.id or flag not in FLAGS or by_bot or self._is_me(payload.user_id):
            return
        key = (payload.message_id, FLAGS[flag])
        if key in self._asked or not self._demand.pace.allows(payload.user_id):
            return
        self._asked[key] = True  # before the first await, so that a storm of reactions asks once
        try:
            await self._answer(payload, FLAGS[flag])
        except QiaoError as error:
            self._asked.pop(key, None)  # it may be asked again
            log.warning("a flag could not be answered", message=payload.message_id, error=str(error))

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Follow an edit."""
        try:
            await self._demand.change(payload.message)
        except QiaoError as error:
            log.warning("an answer could not follow an edit", message=payload.message_id, error=str(error))

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Follow a deletion."""
        await self._demand.withdraw([payload.message_id])

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """The same for many at once."""
        await self._demand.withdraw(sorted(payload.message_ids))

    async def _answer(self, payload: discord.RawReactionActionEvent, target: Target | None) -> None:
        place = self._client.get_channel(payload.channel_id)
        partial = self._client.get_partial_messageable(payload.channel_id, guild_id=payload.guild_id)
        channel = place if isinstance(place, discord.abc.Messageable) else partial
        try:
            message = await channel.fetch_message(payload.message_id)
        except discord.HTTPException:
            return  # it is gone, or we may not read the history
        spoken = not message.is_system() and not self._is_me(message.author.id)
        if spoken and not await has_opted_out(self._members, message, payload.user_id):
            await self._demand.answer(message, target)

    def _is_me(self, user_id: int) -> bool:
        return self._client.user is not None and user_id == self._client.user.id

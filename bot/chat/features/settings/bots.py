"""Which bots and webhooks moderators can have translated in a channel: finds them, and reads what moderators type."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import discord
from cachetools import TTLCache

from bot.chat.strings import join_items
from bot.text.escaping import escape

_RECENT = 50
"""Messages that are searched for bots."""
_SECONDS = 60.0
"""How long what was found is remembered; moderators type and look again."""
_ID = re.compile(r"<@!?(\d{1,20})>|(\d{15,20})")


@dataclass(frozen=True, slots=True)
class Source:
    """A bot or a webhook.

    Attributes:
        id: of the bot's user or of the webhook.
        name: its name.
    """

    id: int
    name: str


class Sources:
    """Finds the bots and webhooks that post in a channel, except Qiao and its own webhooks.

    Args:
        client: the connected client.
    """

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._known: TTLCache[int, dict[int, Source]] = TTLCache(1_000, _SECONDS)

    async def of(self, channel: object) -> dict[int, Source]:
        """The webhooks of a channel, as far as Qiao can read them, and the bots that posted lately, by id."""
        if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return {}
        if channel.id not in self._known:
            self._known[channel.id] = await self._webhooks(channel) | await self._bots(channel)
        return dict(self._known[channel.id])

    async def find(self, channel: object, typed: str) -> Source | None:
        """The bot or webhook that a moderator typed: its name, a mention, or its id; None if there is none.

        A bot need not have posted in the channel yet.
        """
        found = await self.of(channel)
        if match := _ID.fullmatch(typed.strip()):
            source_id = int(match[1] or match[2])
            return found.get(source_id) or await self._fetch(source_id)
        name = typed.strip().casefold()
        return next((source for source in found.values() if source.name.casefold() == name), None)

    async def names(self, channel: object, ids: Iterable[int], locale: object) -> str:
        """Bots and webhooks by name, or by id if they are gone."""
        found = await self.of(channel)
        return join_items(locale, (escape(found[each].name) if each in found else f"`{each}`" for each in ids))

    async def _webhooks(self, channel: discord.abc.GuildChannel | discord.Thread) -> dict[int, Source]:
        host = channel.parent if isinstance(channel, discord.Thread) else channel
        try:
            hooks = await host.webhooks() if host and hasattr(host, "webhooks") else []
        except discord.HTTPException:
            return {}  # without Manage Webhooks
        me = self._client.user
        others = [hook for hook in hooks if hook.user != me or hook.type is discord.WebhookType.channel_follower]
        return {hook.id: Source(hook.id, hook.name or str(hook.id)) for hook in others}

    async def _bots(self, channel: discord.abc.GuildChannel | discord.Thread) -> dict[int, Source]:
        found: dict[int, Source] = {}
        if not isinstance(channel, discord.abc.Messageable):
            return found
        try:
            async for message in channel.history(limit=_RECENT):
                author = message.author
                if author.bot and not self._is_ours(message):
                    found.setdefault(author.id, Source(author.id, author.display_name))
        except discord.HTTPException:
            return found  # without Read Message History
        return found

    async def _fetch(self, source_id: int) -> Source | None:
        """A bot by id, except Qiao itself."""
        try:
            user = await self._client.fetch_user(source_id)
        except discord.HTTPException:
            return None
        return Source(user.id, user.display_name) if user.bot and user != self._client.user else None

    def _is_ours(self, message: discord.Message) -> bool:
        ours = {self._client.application_id, self._client.user.id if self._client.user else None} - {None}
        return not ours.isdisjoint((message.author.id, message.application_id))

"""Which messages are ours to translate."""

import discord

from bot.chat.relay.wish import Wish
from bot.storage.stores import Stores
from bot.storage.types import ChannelPreferences
from bot.text.language import Language
from bot.translation.types import Target

_LANGUAGES = {target.value: target for target in Target}


class Policy:
    """Decides by what moderators and authors chose.

    Args:
        stores: what they chose.
        always: ids of channels that are on whatever was chosen.
    """

    def __init__(self, stores: Stores, always: frozenset[int] = frozenset()) -> None:
        self._stores = stores
        self._always = always

    async def wish(self, message: discord.Message) -> Wish | None:
        """How a message is to be translated; None leaves it alone. Direct messages are always translated."""
        guild_id = message.guild.id if message.guild else None
        if (guild_id is not None and not await self.listens(message.channel)) or await self.ignores(message):
            return None
        author = _LANGUAGES.get((await self._stores.members.get(message.author.id)).language)
        own = author if author and author.language is Language.CHINESE else Target.SIMPLIFIED
        rows = await self._rows(message.channel)
        return Wish(
            chinese=own if guild_id is None else await self.chinese(guild_id, message.channel),
            native=author.language if author else None,
            unsure=rows[0].unsure if rows else True,
            hold_unsure=rows[0].hold_unsure if rows else False,
            footnotes=rows[0].footnotes if rows else False,
            patience=next((row.patience for row in rows if row.patience is not None), None),
            target=await self._read_in(message.channel),
            mode=rows[0].mode if rows else "reply",
        )

    async def ignores(self, message: discord.Message) -> bool:
        """Whether the author of a message asked that it be left alone."""
        return (await self._stores.members.get(message.author.id)).ignored

    async def chinese(self, guild_id: int | None, channel: object) -> Target:
        """The script in which Chinese is posted in a channel: its own, else its parent's, else its server's."""
        scripts = [row.script for row in await self._rows(channel) if row.script is not None]
        if not scripts and guild_id is not None:
            scripts = [(await self._stores.guilds.get(guild_id)).script]
        return _LANGUAGES.get(scripts[0], Target.SIMPLIFIED) if scripts else Target.SIMPLIFIED

    async def listens(self, channel: object) -> bool:
        """Whether a channel is on; a thread follows its parent unless something was chosen for itself."""
        for channel_id in _lineage(channel):
            if channel_id in self._always:
                return True
            chosen = await self._stores.channels.get(channel_id)
            if chosen is not None:
                return chosen.enabled
        return False

    async def _read_in(self, channel: object) -> Target | None:
        """The language that alone is read in a bridged channel: for the others there are its copies."""
        bridged = await self._stores.bridges.get(_lineage(channel)[0])
        return _LANGUAGES.get(bridged.language or "") if bridged else None

    async def _rows(self, channel: object) -> list[ChannelPreferences]:
        """What was chosen for a channel and, if it is a thread, for its parent, the nearest first."""
        rows = [await self._stores.channels.get(channel_id) for channel_id in _lineage(channel)]
        return [row for row in rows if row is not None]


def _lineage(channel: object) -> list[int]:
    """The id of a channel and, if it is a thread, that of its parent."""
    ids = (getattr(channel, "id", None), getattr(channel, "parent_id", None))
    return [channel_id for channel_id in ids if channel_id]

"""Which messages are ours to translate."""

import discord

from bot.chat.ports import Stores
from bot.chat.relay import Wish
from bot.text.language import Language
from bot.translation.types import Target

_TALK = frozenset({discord.MessageType.default, discord.MessageType.reply})
_NATIVE = {"en": Language.ENGLISH, "zh": Language.CHINESE, "zh-Hant": Language.CHINESE}


def talk(message: discord.Message) -> bool:
    """Whether a person said it; two translators that answer bots or webhooks would answer each other for ever."""
    return not message.author.bot and message.webhook_id is None and message.type in _TALK


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
        if guild_id is not None and not await self.listens(message.channel):
            return None
        author = await self._stores.members.get(message.author.id)
        chinese = (await self._stores.guilds.get(guild_id)).script if guild_id is not None else author.language
        return Wish(
            chinese=Target.TRADITIONAL if chinese == Target.TRADITIONAL else Target.SIMPLIFIED,
            native=_NATIVE.get(author.language),
        )

    async def listens(self, channel: object) -> bool:
        """Whether a channel is on; a thread follows its parent unless something was chosen for itself."""
        for channel_id in (getattr(channel, "id", 0), getattr(channel, "parent_id", None)):
            if channel_id in self._always:
                return True
            chosen = await self._stores.channels.get(channel_id) if channel_id else None
            if chosen is not None:
                return chosen.enabled
        return False

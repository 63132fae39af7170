"""Reports changed settings in a server's log channel: who changed what, silently and in both languages."""

from dataclasses import dataclass, replace
from typing import Any, Final, Literal, get_args

import aiohttp
import discord
import structlog
from cachetools import LRUCache

from bot.chat.strings import ENGLISH, SIMPLIFIED, both, say
from bot.log import describe
from bot.storage.guilds import Guilds
from bot.text.limits import MESSAGE, shorten

log = structlog.get_logger(__name__)

ChannelSetting = Literal["log_channel_id", "moderation_channel_id"]
"""A setting of servers that names a channel for moderators."""

_SWITCHED_OFF: Final[dict[ChannelSetting, str]] = {
    "log_channel_id": "audit.switched_off",
    "moderation_channel_id": "case.switched_off",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A value that is a text itself, such as the name of a mode, in the language of the report.

    Attributes:
        key: key of the text.
    """

    key: str


class Audit:
    """Reports changes to servers that chose a log channel.

    Args:
        client: the connected client.
        guilds: where log channels are stored.
    """

    def __init__(self, client: discord.Client, guilds: Guilds) -> None:
        self._client = client
        self._guilds = guilds
        # Kept only in memory: it is not worth storing personal data.
        self._chosen_by: LRUCache[tuple[int, ChannelSetting], int] = LRUCache(10_000)

    async def note(self, guild_id: int, actor_id: int, key: str, **values: object) -> None:
        """Report a change in the server's log channel, if there is one.

        Call it after the command was answered, because it may take a while. A log channel that is gone or refuses is
        turned off, and whoever chose it is told.

        Args:
            guild_id: the server.
            actor_id: who made the change.
            key: key of a text with the field `{actor}`.
            values: values of its other fields.
        """
        channel_id = (await self._guilds.get(guild_id)).log_channel_id
        if channel_id is not None:
            await self.send(channel_id, guild_id, actor_id, key, **values)

    async def send(self, channel_id: int, guild_id: int, actor_id: int, key: str, **values: object) -> None:
        """Report a change in a given channel; see `note`."""
        text = "\n".join(_entry(locale, key, actor_id, values) for locale in (ENGLISH, SIMPLIFIED))
        channel = self._client.get_partial_messageable(channel_id, guild_id=guild_id)
        try:
            await channel.send(shorten(text, MESSAGE), silent=True, suppress_embeds=True)
        except (discord.Forbidden, discord.NotFound) as error:
            log.warning("log channel refused post", guild=guild_id, channel=channel_id, code=error.code)
            await self.turn_off(guild_id, channel_id)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.warning("settings change not reported", guild=guild_id, channel=channel_id, error=describe(error))

    def remember_chooser(self, guild_id: int, user_id: int, setting: ChannelSetting = "log_channel_id") -> None:
        """Remember who chose a channel for a server's moderators, to tell them if it has to be turned off."""
        self._chosen_by[guild_id, setting] = user_id

    async def turn_off(self, guild_id: int, channel_id: int) -> None:
        """Turn off what a server's moderators get in a channel that is gone or refuses; whoever chose it is told."""
        for setting in get_args(ChannelSetting):
            # Read for each of them: what was chosen in the meantime stays.
            preferences = await self._guilds.get(guild_id)
            if getattr(preferences, setting) == channel_id:
                off: dict[str, Any] = {setting: None}
                await self._guilds.set(replace(preferences, **off))
                await self._tell_chooser(guild_id, channel_id, setting)

    async def _tell_chooser(self, guild_id: int, channel_id: int, setting: ChannelSetting) -> None:
        guild = self._client.get_guild(guild_id)
        user_id = self._chosen_by.pop((guild_id, setting), None) or (guild.owner_id if guild else None)
        if guild is None or user_id is None:
            return
        text = both(_SWITCHED_OFF[setting], channel=f"<#{channel_id}>", guild=guild.name)
        try:
            direct = await self._client.create_dm(discord.Object(user_id))
            await direct.send(text)
        except (discord.HTTPException, aiohttp.ClientError, OSError):
            log.info("direct message about a turned off channel refused", guild=guild_id)


def _entry(locale: str, key: str, actor_id: int, values: dict[str, object]) -> str:
    localized = {name: say(locale, value.key) if isinstance(value, Phrase) else value for name, value in values.items()}
    return say(locale, key, actor=f"<@{actor_id}>", **localized)

"""Changes of settings, told in a server's log channel: by whom and what, silent, in both languages, pinging nobody."""

from dataclasses import dataclass, replace

import discord
import structlog
from cachetools import LRUCache

from bot.chat.strings import ENGLISH, SIMPLIFIED, Catalogue
from bot.storage.guilds import Guilds
from bot.text.limits import MESSAGE, shorten

log = structlog.get_logger(__name__)

_NOBODY = discord.AllowedMentions.none()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A value that is itself a text of the catalogue, such as the name of a mode, and is said in each language.

    Attributes:
        key: of the catalogue.
    """

    key: str


class Audit:
    """Tells servers what was changed, if they chose a channel for that.

    Args:
        client: the connected client.
        guilds: the log channels.
        catalogue: what is said to people.
    """

    def __init__(self, client: discord.Client, guilds: Guilds, catalogue: Catalogue) -> None:
        self._client = client
        self._guilds = guilds
        self._catalogue = catalogue
        # Only for as long as this process lives: who chose a channel is nothing to be kept about a person.
        self._chosen_by: LRUCache[int, int] = LRUCache(10_000)

    async def note(self, guild_id: int, actor_id: int, key: str, **values: object) -> None:
        """Tell the log channel of a change; without one, do nothing.

        Call it when the change is made and its command is answered: it may take a while. A channel that is gone or
        refuses is switched off, and who chose it is told.

        Args:
            guild_id: the server.
            actor_id: who changed something.
            key: what he did, a key of the catalogue whose text has the field `{actor}`.
            values: its other fields; a `Phrase` is said in the language of the text.
        """
        channel_id = (await self._guilds.get(guild_id)).log_channel_id
        if channel_id is not None:
            await self.tell(channel_id, guild_id, actor_id, key, **values)

    async def tell(self, channel_id: int, guild_id: int, actor_id: int, key: str, **values: object) -> None:
        """Tell a channel of a change, whatever the log channel is; see `note`."""
        text = "\n".join(self._say(locale, key, actor_id, values) for locale in (ENGLISH, SIMPLIFIED))
        channel = self._client.get_partial_messageable(channel_id, guild_id=guild_id)
        try:
            await channel.send(shorten(text, MESSAGE), allowed_mentions=_NOBODY, silent=True, suppress_embeds=True)
        except (discord.Forbidden, discord.NotFound) as error:
            log.warning("a log channel refuses", guild=guild_id, channel=channel_id, code=error.code)
            await self._switch_off(guild_id, channel_id)
        except discord.HTTPException as error:
            log.warning("a change could not be told", guild=guild_id, channel=channel_id, status=error.status)

    def chosen(self, guild_id: int, actor_id: int) -> None:
        """Somebody chose the log channel of a server: he is told if it has to be switched off."""
        self._chosen_by[guild_id] = actor_id

    def _say(self, locale: str, key: str, actor_id: int, values: dict[str, object]) -> str:
        said = {
            name: self._catalogue.say(locale, value.key) if isinstance(value, Phrase) else value
            for name, value in values.items()
        }
        return self._catalogue.say(locale, key, actor=f"<@{actor_id}>", **said)

    async def _switch_off(self, guild_id: int, channel_id: int) -> None:
        preferences = await self._guilds.get(guild_id)
        if preferences.log_channel_id != channel_id:
            return  # somebody has chosen another one meanwhile
        await self._guilds.set(replace(preferences, log_channel_id=None))
        guild = self._client.get_guild(guild_id)
        person_id = self._chosen_by.pop(guild_id, None) or (guild.owner_id if guild else None)
        if guild is None or person_id is None:
            return
        text = self._catalogue.both("audit.switched_off", channel=f"<#{channel_id}>", guild=guild.name)
        try:
            person = await self._client.create_dm(discord.Object(person_id))
            await person.send(text, allowed_mentions=_NOBODY)
        except discord.HTTPException:
            log.info("who chose a log channel takes no direct messages", guild=guild_id)

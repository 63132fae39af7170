"""What Qiao says when it joins a server: once, silently, in both languages."""

from collections.abc import Awaitable, Callable, Iterator

import discord
import structlog
from discord.ext import commands

from bot.chat.strings import ENGLISH, SIMPLIFIED, TRADITIONAL, resolve_locale, say
from bot.errors import DiscordError

log = structlog.get_logger(__name__)

Notify = Callable[[int, int | None, str], Awaitable[None]]
"""Posts a text in a channel of a server; raises `DiscordError` if Discord refuses."""


class Welcome(commands.Cog):
    """Greets the people of a new server.

    Args:
        client: the connected client.
        notify: posts the greeting.
    """

    def __init__(self, client: discord.Client, notify: Notify) -> None:
        self._client = client
        self._notify = notify
        self._known: set[int] = set()

    @commands.Cog.listener()
    async def on_connect(self) -> None:
        """A session began, with a list of all servers that the bot is on."""
        self._known.update(guild.id for guild in self._client.guilds)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server became available; if it was not on the list, the bot joined it just as the session began."""
        await self._greet(guild)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was invited, or Discord repeats itself."""
        await self._greet(guild)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed: if it is invited again, it greets again."""
        self._known.discard(guild.id)
        log.info("removed from a server", guild=guild.id)

    async def _greet(self, guild: discord.Guild) -> None:
        """Greet a new server in the first channel that accepts it."""
        if guild.id in self._known:
            return
        self._known.add(guild.id)
        chinese = TRADITIONAL if resolve_locale(guild.preferred_locale) == TRADITIONAL else SIMPLIFIED
        text = "\n\n".join(say(locale, "welcome.text") for locale in (ENGLISH, chinese))
        greeted = None
        for channel in _writable(guild):
            try:
                await self._notify(channel.id, guild.id, text)
            except DiscordError:
                continue
            greeted = channel.id
            break
        log.info("joined a server", guild=guild.id, members=guild.member_count, welcomed_in=greeted)


def _writable(guild: discord.Guild) -> Iterator[discord.TextChannel]:
    """The channels that the bot may write in: the one for system messages, then from the top."""
    first = [guild.system_channel] if guild.system_channel else []
    for channel in dict.fromkeys([*first, *guild.text_channels]):
        held = channel.permissions_for(guild.me)
        if held.view_channel and held.send_messages:
            yield channel

"""`/owner servers|leave|allow|limit`: what the owner of the application decides about servers.

The commands are registered only on the servers of the owner and their team, and there only for administrators: nobody
else sees them. Each use is checked as well.
"""

import re
from collections.abc import Awaitable, Callable, Iterable

import discord
from discord import app_commands
from discord.app_commands import Choice

from bot.chat.features.owner.admission import Admission
from bot.chat.relay.shares import Shares
from bot.chat.strings import join_items, say
from bot.chat.ui.forms import CHANGEABLE_SECONDS
from bot.chat.ui.localization import named
from bot.chat.ui.replies import apologize, defer, reply_ephemeral
from bot.storage.hosting import Hosting
from bot.telemetry.ledger import Outcome
from bot.text.escaping import escape
from bot.text.limits import fit, shorten

_CHOICES = 25
_CHOICE = 100
"""Discord's limits: choices offered while typing, and characters of one."""

_LISTED = 100
"""Servers that are listed, those with the most translations first."""

_ALL = frozenset({"all", "全部"})
_SEPARATORS = re.compile(r"[\s,，、;；]+")
_SNOWFLAKE = re.compile(r"\d{15,20}", re.ASCII)

_server = app_commands.describe(server=named("command.owner.server.description"))
_rename = app_commands.rename(server=named("command.owner.server.name"))

Act = Callable[[], Awaitable[str]]
"""Does what was confirmed, and returns what to tell the owner."""


class OwnerCommands(app_commands.Group):
    """The commands.

    Args:
        client: the connected client.
        admission: who is an owner, and how to leave servers.
        hosting: which servers are allowed, and their limits.
        shares: what servers use.
    """

    def __init__(self, client: discord.Client, admission: Admission, hosting: Hosting, shares: Shares) -> None:
        super().__init__(
            name=named("command.owner.name"),
            description=named("command.owner.description"),
            default_permissions=discord.Permissions.none(),
        )
        self._client = client
        self._admission = admission
        self._hosting = hosting
        self._shares = shares

    @app_commands.command(
        name=named("command.owner.servers.name"), description=named("command.owner.servers.description")
    )
    async def servers(self, interaction: discord.Interaction) -> None:
        """Handle `/owner servers`."""
        if await self._refuses(interaction):
            return
        guilds = sorted(self._client.guilds, key=lambda guild: -self._translated(guild))
        members = sum(guild.member_count or 0 for guild in guilds)
        lines = [say(interaction.locale, "owner.servers", count=len(guilds), members=members)]
        lines += [await self._line(interaction.locale, guild) for guild in guilds[:_LISTED]]
        if len(guilds) > _LISTED:
            lines.append(say(interaction.locale, "owner.more", count=len(guilds) - _LISTED))
        await reply_ephemeral(interaction, "\n".join(lines))

    @app_commands.command(name=named("command.owner.leave.name"), description=named("command.owner.leave.description"))
    @_rename
    @_server
    async def leave(self, interaction: discord.Interaction, server: str) -> None:
        """Handle `/owner leave`."""
        if await self._refuses(interaction):
            return
        guild = await self._find(interaction, server)
        if guild is None:
            return

        async def leave() -> str:
            return await self._leave(interaction.locale, [guild])

        question = say(interaction.locale, "owner.confirm_leave", name=escape(guild.name))
        await _ask(interaction, question, leave)

    @app_commands.command(name=named("command.owner.allow.name"), description=named("command.owner.allow.description"))
    @app_commands.rename(servers=named("command.owner.allow.servers.name"))
    @app_commands.describe(servers=named("command.owner.allow.servers.description"))
    async def allow(self, interaction: discord.Interaction, servers: str = "") -> None:
        """Handle `/owner allow`."""
        if await self._refuses(interaction):
            return
        locale = interaction.locale
        words = [word for word in _SEPARATORS.split(servers) if word]
        if not words:
            await reply_ephemeral(interaction, self._describe_allowed(locale, await self._hosting.allowed()))
            return
        everyone = {word.casefold() for word in words} <= _ALL
        if not everyone and (wrong := [word for word in words if not _SNOWFLAKE.fullmatch(word)]):
            await reply_ephemeral(interaction, say(locale, "owner.malformed", word=escape(shorten(wrong[0], _CHOICE))))
            return
        allowed = frozenset() if everyone else frozenset(map(int, words))
        outside = self._admission.outside(self._client.guilds, allowed)

        async def allow() -> str:
            await self._hosting.allow_only(allowed)
            told = self._describe_allowed(locale, allowed)
            return f"{told}\n{await self._leave(locale, outside)}" if outside else told

        if outside:
            names = "\n".join(self._name(guild.id) for guild in outside)
            await _ask(interaction, say(locale, "owner.confirm_allow", count=len(outside), servers=names), allow)
        else:
            await reply_ephemeral(interaction, await allow())

    @app_commands.command(name=named("command.owner.limit.name"), description=named("command.owner.limit.description"))
    @app_commands.rename(server=named("command.owner.server.name"), messages=named("command.owner.limit.messages.name"))
    @app_commands.describe(
        server=named("command.owner.server.description"),
        messages=named("command.owner.limit.messages.description"),
    )
    async def limit(
        self,
        interaction: discord.Interaction,
        server: str,
        messages: app_commands.Range[int, 0, 100_000] | None = None,
    ) -> None:
        """Handle `/owner limit`."""
        if await self._refuses(interaction):
            return
        guild = await self._find(interaction, server)
        if guild is None:
            return
        await self._hosting.limit(guild.id, messages)
        now = await self._shares.limit_of(guild.id)
        keys = {None: "owner.limited_host", 0: "owner.limited_off"}
        text = say(
            interaction.locale,
            keys.get(messages, "owner.limited"),
            name=escape(guild.name),
            count=now,
            limit=_limit(interaction.locale, now),
        )
        await reply_ephemeral(interaction, text)

    @leave.autocomplete("server")
    @limit.autocomplete("server")
    async def _complete(self, interaction: discord.Interaction, current: str) -> list[Choice[str]]:
        if not self._admission.is_owner(interaction.user.id):
            return []
        typed = current.strip().casefold()
        found = [guild for guild in self._client.guilds if typed in f"{guild.name} {guild.id}".casefold()]
        return [Choice(name=shorten(guild.name, _CHOICE), value=str(guild.id)) for guild in found[:_CHOICES]]

    async def _refuses(self, interaction: discord.Interaction) -> bool:
        """Tell people who do not own the application that they cannot use the commands; otherwise defer."""
        await defer(interaction)
        if self._admission.is_owner(interaction.user.id):
            return False
        await reply_ephemeral(interaction, say(interaction.locale, "owner.only"))
        return True

    async def _find(self, interaction: discord.Interaction, server: str) -> discord.Guild | None:
        """The server that the owner chose or typed; if there is none, they are told."""
        typed = server.strip()
        found = [guild for guild in self._client.guilds if typed in {str(guild.id), guild.name}]
        if len(found) == 1:
            return found[0]
        await reply_ephemeral(
            interaction, say(interaction.locale, "owner.unknown", server=escape(shorten(typed, _CHOICE)))
        )
        return None

    async def _leave(self, locale: object, guilds: Iterable[discord.Guild]) -> str:
        """Leave servers, and say which ones were left."""
        left: list[str] = []
        stuck: list[str] = []
        for guild in guilds:
            (left if await self._admission.leave(guild) else stuck).append(f"**{escape(guild.name)}**")
        told = [("owner.left", left), ("owner.stuck", stuck)]
        return "\n".join(say(locale, key, servers=join_items(locale, names)) for key, names in told if names)

    async def _line(self, locale: object, guild: discord.Guild) -> str:
        ledger = self._shares.ledger_of(guild.id)
        return say(
            locale,
            "owner.line",
            name=escape(guild.name),
            server=guild.id,
            members=guild.member_count or "?",
            translated=self._translated(guild),
            skipped=ledger.too_many,
            waiting=ledger.open,
            limit=_limit(locale, await self._shares.limit_of(guild.id)),
        )

    def _translated(self, guild: discord.Guild) -> int:
        return self._shares.ledger_of(guild.id).outcomes[Outcome.POSTED]

    def _describe_allowed(self, locale: object, allowed: Iterable[int]) -> str:
        names = "\n".join(map(self._name, sorted(allowed)))
        return say(locale, "owner.allowed", servers=names) if names else say(locale, "owner.allowed_all")

    def _name(self, guild_id: int) -> str:
        guild = self._client.get_guild(guild_id)
        return f"- **{escape(guild.name)}** `{guild_id}`" if guild else f"- `{guild_id}`"


def _limit(locale: object, per_minute: int) -> str:
    return say(locale, "owner.per_minute", count=per_minute) if per_minute else say(locale, "owner.unlimited")


async def _ask(interaction: discord.Interaction, question: str, act: Act) -> None:
    """Ask the owner to confirm, in as many messages as the question needs."""
    *first, last = fit(question)
    for page in first:
        await reply_ephemeral(interaction, page)
    await interaction.followup.send(last, view=_Confirmation(interaction.locale, act), ephemeral=True)


class _Confirmation(discord.ui.View):
    """Two buttons below a question that only the owner sees.

    Args:
        locale: of the owner.
        act: does what is confirmed.
    """

    def __init__(self, locale: object, act: Act) -> None:
        super().__init__(timeout=CHANGEABLE_SECONDS)
        self._act = act
        self.confirm.label = say(locale, "owner.yes")
        self.cancel.label = say(locale, "owner.no")

    @discord.ui.button(custom_id="owner:yes", style=discord.ButtonStyle.danger)
    async def confirm(self, interaction: discord.Interaction, _: discord.ui.Button["_Confirmation"]) -> None:
        """Do it."""
        self.stop()
        await interaction.response.defer()
        *first, last = fit(await self._act())
        await interaction.edit_original_response(content=(first or [last])[0], view=None)
        for page in [*first[1:], last] if first else []:
            await reply_ephemeral(interaction, page)

    @discord.ui.button(custom_id="owner:no")
    async def cancel(self, interaction: discord.Interaction, _: discord.ui.Button["_Confirmation"]) -> None:
        """Do nothing."""
        self.stop()
        await interaction.response.edit_message(content=say(interaction.locale, "owner.canceled"), view=None)

    async def on_error(self, interaction: discord.Interaction, error: Exception, _: object, /) -> None:
        """Report an error to the owner."""
        await apologize(interaction, error)

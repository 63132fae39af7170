"""`/privacy`, `/ignore-me` and `/forget-me`: what is stored about users, and how they opt out and have it deleted."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any

import discord
import structlog
from discord import ButtonStyle, app_commands
from discord.ext import commands

from bot.chat.features.privacy.erasure import Eraser
from bot.chat.features.privacy.retention import Retention
from bot.chat.relay.speakers import Speakers
from bot.chat.strings import ENGLISH, say
from bot.chat.ui.localization import everywhere, named
from bot.chat.ui.persistent import PersistentView
from bot.chat.ui.replies import apologize, reply_ephemeral
from bot.errors import QiaoError
from bot.storage.members import Members
from bot.storage.privacy import Privacy as Erasures
from bot.storage.types.erasure import Erasure

log = structlog.get_logger(__name__)

TABLES = (
    "members",
    "links",
    "suggestions",
    "suggestion_posts",
    "votes",
    "erasures",
    "glossary",
    "channels",
    "channel_bots",
    "seen",
    "guilds",
    "bridges",
    "bridge_threads",
    "mutes",
    "watched",
    "topics",
    "hosting",
    "leases",
)
"""The tables of the database in the order of the notice: what is about people comes first."""


_GRACE = 5.0
"""Seconds for the post that is being removed when Qiao shuts down."""


class Privacy(commands.Cog):
    """Explains what is stored.

    Args:
        retention: how long data is kept.
        elsewhere: whether messages are sent to another server to be translated.
    """

    def __init__(self, retention: Retention, *, elsewhere: bool) -> None:
        self._retention = retention
        self._elsewhere = elsewhere

    @everywhere
    @app_commands.command(name=named("command.privacy.name"), description=named("command.privacy.description"))
    async def privacy(self, interaction: discord.Interaction) -> None:
        """Handle `/privacy`."""
        await reply_ephemeral(
            interaction, privacy_notice(interaction.locale, self._retention, elsewhere=self._elsewhere)
        )


def privacy_notice(locale: object, retention: Retention, *, elsewhere: bool = False) -> str:
    """What is stored, table by table, what is not, where messages are translated, and how long data is kept.

    Args:
        locale: of the reader.
        retention: how long data is kept.
        elsewhere: whether messages are sent to another server to be translated.
    """
    days = retention.links
    lines = [
        say(locale, "privacy.stored"),
        *(f"- {say(locale, f'privacy.table.{table}')}" for table in TABLES),
        say(locale, "privacy.not_stored").rstrip(),
        say(locale, f"privacy.translated_{'elsewhere' if elsewhere else 'here'}") + "\n",
        say(locale, "privacy.kept", count=days) if days else say(locale, "privacy.kept_ever"),
        say(locale, "privacy.kept_guild", count=retention.guilds),
        say(locale, "privacy.rights"),
    ]
    return "\n".join(lines)


@everywhere
class IgnoreMe(
    commands.GroupCog,
    group_name=named("command.ignore.name"),
    group_description=named("command.ignore.description"),
):
    """Lets users choose whether their messages are ignored.

    Args:
        members: where the choice is stored.
        speakers: the names of recent speakers.
    """

    def __init__(self, members: Members, speakers: Speakers) -> None:
        super().__init__()
        self._members = members
        self._speakers = speakers

    @app_commands.command(name=named("command.ignore.on.name"), description=named("command.ignore.on.description"))
    async def on(self, interaction: discord.Interaction) -> None:
        """Handle `/ignore-me on`."""
        await self._set(interaction, ignored=True)

    @app_commands.command(name=named("command.ignore.off.name"), description=named("command.ignore.off.description"))
    async def off(self, interaction: discord.Interaction) -> None:
        """Handle `/ignore-me off`."""
        await self._set(interaction, ignored=False)

    async def _set(self, interaction: discord.Interaction, *, ignored: bool) -> None:
        member = await self._members.get(interaction.user.id)
        await self._members.set(replace(member, ignored=ignored))
        if ignored:
            self._speakers.forget(interaction.user.id)
        await reply_ephemeral(interaction, say(interaction.locale, "ignore.on" if ignored else "ignore.off"))


class ForgetMe(commands.Cog):
    """Deletes what is stored about users who ask for it and confirm.

    Args:
        eraser: deletes it.
        erasures: those that were begun and not finished.
        retention: how long links are kept; without them, posts cannot be found.
        client: the connected client, where the buttons are registered.
    """

    def __init__(self, eraser: Eraser, erasures: Erasures, retention: Retention, client: discord.Client) -> None:
        self._eraser = eraser
        self._erasures = erasures
        self._retention = retention
        self._client = client
        self._tasks: dict[int, asyncio.Task[None]] = {}

    async def cog_load(self) -> None:
        """Register the buttons, including those sent before a restart."""
        self._client.add_view(ErasureConfirmation(self))

    async def cog_unload(self) -> None:
        """Stop unfinished erasures, which go on after the next start."""
        self._eraser.stop()
        if self._tasks:
            await asyncio.wait(list(self._tasks.values()), timeout=_GRACE)
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Go on with the erasures that a restart interrupted."""
        try:
            unfinished = await self._erasures.unfinished()
        except QiaoError as error:
            log.warning("erasures not resumed", error=str(error))
            return
        for erasure in unfinished:
            self._start(erasure.user_id, self._resume(erasure))

    @everywhere
    @app_commands.command(name=named("command.forget.name"), description=named("command.forget.description"))
    async def forget_me(self, interaction: discord.Interaction) -> None:
        """Handle `/forget-me`: ask for a confirmation."""
        await interaction.response.send_message(
            say(interaction.locale, "forget.ask"),
            view=ErasureConfirmation(self, interaction.locale).detached(),
            ephemeral=True,
        )

    async def start(self, interaction: discord.Interaction) -> None:
        """Delete what is stored about the user, in the background."""
        await _replace(interaction, "forget.working")
        self._start(interaction.user.id, self._erase(interaction))

    def _start(self, user_id: int, erasing: Coroutine[Any, Any, None]) -> None:
        if user_id in self._tasks:
            erasing.close()
            return
        task = self._tasks[user_id] = asyncio.create_task(erasing)
        task.add_done_callback(lambda _: self._tasks.pop(user_id))

    async def _erase(self, interaction: discord.Interaction) -> None:
        async def tell(text: str) -> None:
            try:
                await interaction.edit_original_response(content=text)
            except discord.HTTPException:
                # It took longer than the fifteen minutes in which Discord accepts responses.
                await self._send_dm(interaction.user.id, text)

        try:
            await self._run(interaction.user.id, str(interaction.locale), tell)
        except Exception as error:  # noqa: BLE001 - whatever it was, the user is told that the erasure failed
            await apologize(interaction, error)

    async def _resume(self, erasure: Erasure) -> None:
        async def tell(text: str) -> None:
            await self._send_dm(erasure.user_id, text)

        try:
            await self._run(erasure.user_id, erasure.locale, tell)
        except Exception as error:  # noqa: BLE001 - it goes on after the next start
            log.warning(
                "erasure not resumed", error=str(error) if isinstance(error, QiaoError) else type(error).__name__
            )

    async def _run(self, user_id: int, locale: str, tell: Callable[[str], Awaitable[None]]) -> None:
        erasure = await self._eraser.erase(user_id, locale)
        if erasure is None:
            return
        # The erasure itself is a row about the user as well, and the answer says that there are none.
        await self._erasures.finish(user_id)
        await tell(_describe(erasure, self._retention))

    async def _send_dm(self, user_id: int, text: str) -> None:
        try:
            user = await self._client.fetch_user(user_id)
            await user.send(text)
        except discord.HTTPException:
            log.info("erasure report not delivered")


class ErasureConfirmation(PersistentView):
    """The two buttons below the question.

    Args:
        cog: deletes what is stored.
        locale: of the user.
    """

    def __init__(self, cog: ForgetMe, locale: object = ENGLISH) -> None:
        super().__init__()
        self._cog = cog
        self.confirm.label = say(locale, "forget.yes")
        self.cancel.label = say(locale, "forget.no")

    @discord.ui.button(custom_id="forget:yes", style=ButtonStyle.danger)
    async def confirm(self, interaction: discord.Interaction, _: discord.ui.Button["ErasureConfirmation"]) -> None:
        """Delete what is stored about the user."""
        await self._cog.start(interaction)

    @discord.ui.button(custom_id="forget:no")
    async def cancel(self, interaction: discord.Interaction, _: discord.ui.Button["ErasureConfirmation"]) -> None:
        """Delete nothing."""
        await _replace(interaction, "forget.kept")


async def _replace(interaction: discord.Interaction, key: str) -> None:
    text = say(interaction.locale, key)
    await interaction.response.edit_message(content=text, view=None)


def _describe(erasure: Erasure, retention: Retention) -> str:
    locale = erasure.locale
    lines = [
        say(
            locale,
            "forget.done",
            posts=erasure.posts,
            quotes=erasure.quotes,
            links=erasure.links,
            preferences=erasure.preferences,
            suggestions=erasure.suggestions,
            votes=erasure.votes,
            terms=erasure.terms,
        )
    ]
    if erasure.refused:
        lines.append(say(locale, "forget.refused", count=erasure.refused))
    if retention.links:
        lines.append(say(locale, "forget.older", count=retention.links))
    return "\n".join(lines)

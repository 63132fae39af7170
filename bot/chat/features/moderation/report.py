"""The message menu's 'Report to moderators': members send a message to the moderators of their server.

The moderators see who reported it, and nobody else does.
"""

from collections.abc import Awaitable, Callable
from typing import Final

import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot.chat.content import text_of
from bot.chat.features.moderation.review import Review
from bot.chat.incoming import Audience, guild_id_of
from bot.chat.relay.quota import Quota
from bot.chat.relay.speakers import Speakers
from bot.chat.strings import say
from bot.chat.ui.forms import Form
from bot.chat.ui.lines import LinePicker
from bot.chat.ui.localization import named
from bot.chat.ui.permissions import is_present
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.errors import QiaoError
from bot.log import describe
from bot.moderation.types import Case, Finding, Origin, Side
from bot.storage.stores import Stores
from bot.storage.types.links import Link
from bot.translation.service import Translator
from bot.translation.types import Translation

log = structlog.get_logger(__name__)

REPORTS_PER_MINUTE: Final = 5
"""Reports per minute and person that are passed on."""

LONGEST_REASON: Final = 300

Submit = Callable[[discord.Interaction, str], Awaitable[None]]


class Reports(commands.Cog):
    """Takes reports.

    Args:
        client: the connected client, where the message menu is registered.
        stores: where the moderators look, and which message a post belongs to.
        audience: knows which posts are ours.
        review: shows reports to moderators.
        translator: translates what is reported.
        speakers: the names of recent speakers, which are not translated.
    """

    def __init__(
        self,
        client: commands.Bot,
        stores: Stores,
        audience: Audience,
        review: Review,
        *,
        translator: Translator,
        speakers: Speakers,
    ) -> None:
        self._client = client
        self._translator = translator
        self._speakers = speakers
        self._stores = stores
        self._audience = audience
        self._review = review
        self._quota = Quota(REPORTS_PER_MINUTE)
        self._menu = app_commands.ContextMenu(
            name=named("command.report.name"),
            callback=self.menu,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
        )

    async def cog_load(self) -> None:
        """Register the message menu; discord.py finds only slash commands in a cog."""
        self._client.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Remove the message menu."""
        self._client.tree.remove_command(self._menu.name, type=self._menu.type)

    async def menu(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Ask for the reason, or for a digest first for the line."""
        locale, guild_id = interaction.locale, interaction.guild_id
        if guild_id is None or not is_present(interaction) or await self._channel_of(guild_id) is None:
            await reply_ephemeral(interaction, say(locale, "report.unset"))
            return
        links = await self._stores.links.of_post(message.id)
        if not links:
            if self._audience.is_ours(message):
                await reply_ephemeral(interaction, say(locale, "report.unknown"))
                return
            await self._open_form(interaction, message.id, lambda: _given(message))
            return
        if links[0].line is None:
            await self._open_form(interaction, links[0].original_id, lambda: self._fetch(links[0]))
            return

        async def choose(pressed: discord.Interaction, link: Link, _: str) -> None:
            await self._open_form(pressed, link.original_id, lambda: self._fetch(link))

        view = LinePicker(choose, locale, links, message.content)
        await interaction.response.send_message(say(locale, "report.lines"), view=view, ephemeral=True)

    async def _open_form(
        self,
        interaction: discord.Interaction,
        message_id: int,
        find: Callable[[], Awaitable[discord.Message | None]],
    ) -> None:
        async def submit(submitted: discord.Interaction, reason: str) -> None:
            await defer(submitted)
            await reply_ephemeral(submitted, await self._report(submitted, message_id, await find(), reason))

        await interaction.response.send_modal(ReportForm(submit, interaction.locale))

    async def _report(
        self, interaction: discord.Interaction, message_id: int, message: discord.Message | None, reason: str
    ) -> str:
        """Pass a report on; return what the reporter is told."""
        locale, guild_id = interaction.locale, interaction.guild_id or 0
        if message is None:
            return say(locale, "report.gone")
        if await self._channel_of(guild_id) is None:
            return say(locale, "report.unset")
        if not self._quota.allows(interaction.user.id):
            return say(locale, "report.many")
        author_id = await self._author_of(message)
        text = text_of(message)
        translation, missing = await self._translate(guild_id, message, author_id, text)
        case = Case(
            guild_id=guild_id,
            message_guild_id=guild_id_of(message),
            channel_id=message.channel.id,
            message_id=message_id,
            author_id=author_id,
            author=message.author.display_name,
            original=text,
            translation=translation,
            findings=(Finding(Origin.REPORT, reason.strip()[:LONGEST_REASON], "", Side.ORIGINAL),),
            reporter_id=interaction.user.id,
        )
        self._review.submit(case, missing)
        return say(locale, "report.thanks")

    async def _translate(
        self, guild_id: int, message: discord.Message, author_id: int, text: str
    ) -> tuple[str | None, str]:
        """The translation of a message for its card, or the key of the text that says why there is none."""
        if not text.strip():
            return None, "report.no_text"
        if (await self._stores.members.get(author_id)).ignored:
            return None, "report.opted_out"
        names = self._speakers.names(message.channel.id, text)
        try:
            outcome = await self._translator.translate(text, tenant=guild_id, names=names)
        except QiaoError as error:
            log.warning("reported message not translated", message=message.id, error=describe(error))
            return None, "report.failed"
        return (outcome.text, "") if isinstance(outcome, Translation) else (None, "report.untranslated")

    async def _author_of(self, message: discord.Message) -> int:
        """Who wrote a message: the person for whom a proxy posted it, where Qiao recognized that."""
        if message.webhook_id is None:
            return message.author.id
        links = await self._stores.links.of_original(message.id)
        return links[0].author_id if links else message.author.id

    async def _channel_of(self, guild_id: int) -> int | None:
        return (await self._stores.guilds.get(guild_id)).moderation_channel_id

    async def _fetch(self, link: Link) -> discord.Message | None:
        """The original of a post; None if it was deleted or cannot be seen."""
        channel = self._client.get_partial_messageable(link.channel_id, guild_id=link.guild_id)
        try:
            return await channel.fetch_message(link.original_id)
        except (discord.NotFound, discord.Forbidden):
            return None


class ReportForm(Form):
    """A form with an optional reason.

    Args:
        submit: takes the report.
        locale: of the user.
    """

    def __init__(self, submit: Submit, locale: object) -> None:
        super().__init__(say(locale, "command.report.name"))
        self._submit = submit
        self.add_item(discord.ui.TextDisplay(say(locale, "report.form.text")))
        self._reason: discord.ui.TextInput[ReportForm] = discord.ui.TextInput(
            custom_id="reason", style=discord.TextStyle.long, required=False, max_length=LONGEST_REASON
        )
        self.add_item(discord.ui.Label(text=say(locale, "report.form.reason"), component=self._reason))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Pass the report on."""
        await self._submit(interaction, self._reason.value)


async def _given(message: discord.Message) -> discord.Message:
    return message

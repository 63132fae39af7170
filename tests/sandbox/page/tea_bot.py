"""A small discord.py bot with one of everything that a person can use on the page."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
from discord import app_commands, ui
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

CHINESE = {"greet": "问候", "Greet somebody": "向某人问好", "who": "谁", "Chinese": "中文"}
TERMS = ("puer", "oolong", "longjing")


class Words(app_commands.Translator):
    """The Chinese names of the bot's commands."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        return CHINESE.get(string.message) if locale is discord.Locale.chinese else None


class Improve(ui.Modal, title="A better translation"):
    """A form with one text field."""

    better: ui.TextInput[ui.View] = ui.TextInput(label="Better", style=discord.TextStyle.paragraph)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"Thanks for: {self.better.value}", ephemeral=True)


class Panel(ui.View):
    """A button that opens a form, and selects that edit their message."""

    @ui.button(label="Improve", style=discord.ButtonStyle.primary)
    async def improve(self, interaction: discord.Interaction, _: ui.Button["Panel"]) -> None:
        await interaction.response.send_modal(Improve())

    @ui.select(
        placeholder="Language",
        options=[discord.SelectOption(label="中文", value="zh"), discord.SelectOption(label="English", value="en")],
    )
    async def choose(self, interaction: discord.Interaction, select: ui.Select["Panel"]) -> None:
        await interaction.response.edit_message(content=f"Speaking {select.values[0]}")

    @ui.select(cls=ui.ChannelSelect, placeholder="Where")
    async def place(self, interaction: discord.Interaction, select: ui.ChannelSelect["Panel"]) -> None:
        await interaction.response.edit_message(content=f"In {select.values[0].mention}")


class TeaBot(discord.Client):
    """The bot; a deferred translation waits until `go` is set."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.default())
        self.go = asyncio.Event()
        self.tree = app_commands.CommandTree(self)
        self.tree.command(name="greet", description="Greet somebody")(self.greet)
        self.tree.command(name="panel", description="Things to press")(self.panel)
        self.tree.command(name="meet", description="Meet somebody somewhere")(self.meet)
        self.tree.command(name="plan", description="Plan a tea party in every detail that anybody could think of")(
            self.plan
        )
        self.tree.command(name="read", description="Read a file aloud")(self.read)
        sweep: app_commands.Command[Any, ..., None] = app_commands.Command(
            name="sweep", description="For moderators", callback=self.sweep
        )
        sweep.default_permissions = discord.Permissions(manage_channels=True)
        self.tree.add_command(sweep)
        glossary = app_commands.Group(name="glossary", description="This server's words")
        glossary.command(name="add", description="Add a word")(self.add).autocomplete("term")(complete)
        self.tree.add_command(glossary)
        self.tree.add_command(app_commands.ContextMenu(name="Translate", callback=self.translate))

    async def setup_hook(self) -> None:
        await self.tree.set_translator(Words())
        await self.tree.sync()

    @app_commands.choices(
        tongue=[
            app_commands.Choice(name=app_commands.locale_str("Chinese"), value="你好"),
            app_commands.Choice(name="台灣話 · Taiwanese of old", value="Lí hó"),
            app_commands.Choice(name="台山話 · Taishanese", value="Nei ho"),
        ]
    )
    async def greet(
        self,
        interaction: discord.Interaction,
        who: str,
        tongue: app_commands.Choice[str] | None = None,
        times: app_commands.Range[int, 1, 3] = 1,
    ) -> None:
        greeting = tongue.value if tongue else "Hello"
        await interaction.response.send_message(f"{greeting} {who}" * times)

    async def panel(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Choose", view=Panel())

    async def meet(
        self,
        interaction: discord.Interaction,
        member: discord.Member,
        place: discord.TextChannel,
        hours: float = 1.0,
        loud: bool = False,  # noqa: FBT001, FBT002 - discord.py reads options from the signature
    ) -> None:
        await interaction.response.send_message(f"{member.mention} in {place.mention} for {hours} loud={loud}")

    @app_commands.choices(tea=[app_commands.Choice(name="Tea with a very long name " * 3, value="tea")])
    async def plan(  # noqa: PLR0917 - one parameter per option of the command
        self,
        interaction: discord.Interaction,
        first: discord.TextChannel,
        tea: str,
        a_rather_long_name_of_an_option: str = "",
        fourth: discord.TextChannel | None = None,
        fifth: discord.TextChannel | None = None,
        sixth: int = 0,
        picture: discord.Attachment | None = None,
        eighth: str = "",
    ) -> None:
        await interaction.response.send_message(f"Planned in {first.mention}")

    async def read(self, interaction: discord.Interaction, file: discord.Attachment, title: str = "") -> None:
        await interaction.response.send_message(f"{title}{file.filename}: {(await file.read()).decode()}")

    async def sweep(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("Swept")

    async def add(self, interaction: discord.Interaction, term: str, silent: bool = False) -> None:  # noqa: FBT001, FBT002 - discord.py reads options from the signature
        await interaction.response.send_message(f"Added {term} silent={silent}", ephemeral=True)

    async def translate(self, interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self.go.wait()
        await interaction.followup.send(f"In Chinese: {message.content}", ephemeral=True)


async def complete(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Suggest the teas that start with the text."""
    return [
        app_commands.Choice(name=f"Tea: {term}", value=term)
        for term in TERMS
        if current in (term[: len(current)], f"Tea: {term}")
    ]


@asynccontextmanager
async def running(url: str, token: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TeaBot]:
    """Run the bot against a sandbox until the block ends."""
    monkeypatch.setattr(Route, "BASE", f"{url}/api/v10")
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", URL(f"{url.replace('http', 'ws', 1)}/gateway"))
    async with TeaBot() as bot:
        await bot.login(token)
        started = asyncio.create_task(bot.connect())
        await bot.wait_until_ready()
        try:
            yield bot
        finally:
            await bot.close()
            await started

"""Commands of every type, with every type of response."""

import discord
from discord import app_commands

from tests.sandbox.recorder import Recorder

Context = discord.Interaction[Recorder]


class Offer(discord.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Original", custom_id="original")
    async def original(self, interaction: Context, _: discord.ui.Button["Offer"]) -> None:
        await interaction.response.edit_message(content="pressed", view=None)

    @discord.ui.select(custom_id="language", options=[discord.SelectOption(label=each) for each in ("en", "zh")])
    async def language(self, interaction: Context, menu: discord.ui.Select["Offer"]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content=f"chose {menu.values[0]}")

    @discord.ui.button(label="Ask", custom_id="ask")
    async def request(self, interaction: Context, _: discord.ui.Button["Offer"]) -> None:
        await interaction.response.send_modal(Form())


class Form(discord.ui.Modal, title="Suggest"):
    better: discord.ui.TextInput["Form"] = discord.ui.TextInput(label="Better", custom_id="better")

    async def on_submit(self, interaction: Context) -> None:  # type: ignore[override] # a narrower client type
        await interaction.response.send_message(f"thanks for {self.better.value}", ephemeral=True)


def add_commands(bot: Recorder) -> None:
    tree = bot.tree

    @tree.command(description="Translate")
    async def translate(interaction: Context, text: str, member: discord.Member | None = None) -> None:
        await interaction.response.defer(ephemeral=True)
        name = member.name if member else interaction.locale.value
        await interaction.edit_original_response(content=f"{text} {name}")
        await interaction.followup.send("and more", ephemeral=True)

    @translate.autocomplete("text")
    async def complete(_: Context, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=current * 2, value=current)]

    @tree.command(description="Offer")
    async def offer(interaction: Context) -> None:
        await interaction.response.send_message("choose", view=Offer())

    @tree.command(description="Think")
    async def think(interaction: Context) -> None:
        await interaction.response.defer()
        await interaction.followup.send(f"thought, {interaction.user.mention} @everyone")

    @tree.command(description="Moderate")
    @app_commands.default_permissions(manage_channels=True)
    async def moderate(interaction: Context) -> None:
        await interaction.response.send_message("done")

    @tree.command(description="Sleep")
    async def sleep(_: Context) -> None:
        pass

    group = app_commands.Group(name="channel", description="Channel")

    @group.command(description="Mode")
    async def mode(interaction: Context, value: int) -> None:
        await interaction.response.send_message(str(value + 1))

    tree.add_command(group)

    @tree.context_menu(name="Translate")
    async def translate_message(interaction: Context, message: discord.Message) -> None:
        await interaction.response.send_message(message.content[::-1], ephemeral=True)

    @tree.context_menu(name="Who")
    async def who(interaction: Context, member: discord.Member) -> None:
        await interaction.response.send_message(member.name)

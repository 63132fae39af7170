"""Answers to interactions, seen by the one who asked alone."""

import discord

from bot.text.limits import fit

_NOBODY = discord.AllowedMentions.none()


async def defer(interaction: discord.Interaction) -> None:
    """Win time: Discord waits three seconds for a first answer, fifteen minutes for the next."""
    await interaction.response.defer(ephemeral=True, thinking=True)


async def tell(interaction: discord.Interaction, text: str) -> None:
    """Answer, first or further, in as many posts as the text needs."""
    for page in fit(text):
        if interaction.response.is_done():
            await interaction.followup.send(page, ephemeral=True, allowed_mentions=_NOBODY, suppress_embeds=True)
        else:
            await interaction.response.send_message(
                page, ephemeral=True, allowed_mentions=_NOBODY, suppress_embeds=True
            )

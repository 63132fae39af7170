"""What forms and private questions have in common: how long they work, and what happens to errors."""

from typing import Final

import discord

from bot.chat.ui.replies import apologize

ANSWERABLE_SECONDS: Final = 900.0
"""How long Discord accepts replies to an interaction."""

CHANGEABLE_SECONDS: Final = 14 * 60.0
"""How long a question works: a minute less, so that its buttons can be removed in time."""


class Form(discord.ui.Modal):
    """A form that a command, button, or menu opens.

    Args:
        title: at most 45 characters.
    """

    def __init__(self, title: str) -> None:
        super().__init__(title=title, timeout=ANSWERABLE_SECONDS)

    async def on_error(  # type: ignore[override] # discord.py's own modal narrows its base the same way
        self, interaction: discord.Interaction, error: Exception, /
    ) -> None:
        """Report an error to the user."""
        await apologize(interaction, error)

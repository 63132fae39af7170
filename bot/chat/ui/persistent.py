"""Buttons and menus that keep working after a restart."""

from typing import Self, TypeVar, cast

import discord
from discord.ext import commands

from bot.chat.ui.permissions import require_own_channels
from bot.chat.ui.replies import apologize

CogT = TypeVar("CogT", bound=commands.Cog)


class PersistentView(discord.ui.View):
    """A view whose items have fixed custom ids and keep no state, and whose errors are reported to the user.

    Register one instance with `discord.Client.add_view`: it serves every message that shows the view, including those
    sent before a restart.
    """

    def __init__(self) -> None:
        super().__init__(timeout=None)

    def detached(self) -> Self:
        """The view, to be sent with a message: discord.py keeps a view without a timeout forever unless it is stopped.

        The registered instance answers for it.
        """
        self.stop()
        return self

    async def interaction_check(self, interaction: discord.Interaction, /) -> bool:
        """Check that what was chosen is of the server where the view is."""
        require_own_channels(interaction)
        return True

    async def on_error(self, interaction: discord.Interaction, error: Exception, _: object, /) -> None:
        """Report an error to the user."""
        await apologize(interaction, error)


class PersistentButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=r"(?!)"):
    """A button whose custom id carries its state, and whose errors are reported to the user.

    Subclasses pass their own `template`, build themselves in `from_custom_id` and act in `press`. Register them with
    `discord.Client.add_dynamic_items`.
    """

    async def press(self, interaction: discord.Interaction) -> None:
        """Do what the button is for."""
        raise NotImplementedError

    async def callback(self, interaction: discord.Interaction) -> None:
        """Press the button and report errors; discord.py would only log them."""
        try:
            await self.press(interaction)
        except Exception as error:  # noqa: BLE001 - the user gets an answer whatever went wrong
            await apologize(interaction, error)


def cog_of(interaction: discord.Interaction, kind: type[CogT]) -> CogT:
    """The loaded cog of a class, for buttons that are rebuilt on each press.

    Raises:
        LookupError: no such cog is loaded.
    """
    cog = cast("commands.Bot", interaction.client).get_cog(kind.__cog_name__)
    if cog is None:
        raise LookupError(kind.__cog_name__)
    return cast("CogT", cog)

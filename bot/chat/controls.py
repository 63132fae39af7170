"""Buttons and menus that outlast restarts."""

from collections.abc import Awaitable, Callable

import discord

from bot.chat.error_handler import apologise

Act = Callable[[discord.Interaction], Awaitable[None]]


class Controls(discord.ui.View):
    """Controls that keep nothing: what they change and show is read anew each time.

    One of a kind is given to `discord.Client.add_view` and answers for all that were ever posted. `resting` ones are to
    be posted; discord.py would keep each of them for ever if they listened too.
    """

    def __init__(self) -> None:
        super().__init__(timeout=None)

    def resting(self) -> "Controls":
        """Itself, to be posted."""
        self.stop()
        return self

    async def on_error(self, interaction: discord.Interaction, error: Exception, _: object, /) -> None:
        """Tell the person what went wrong, in his language."""
        await apologise(interaction, error)


class Key(discord.ui.Button[Controls]):
    """A button that does one thing.

    Args:
        name: its custom id.
        label: what stands on it.
        act: what it does.
        style: its colour.
        row: where it stands.
        disabled: whether it cannot be pressed.
    """

    def __init__(
        self,
        name: str,
        label: str,
        act: Act,
        *,
        style: discord.ButtonStyle = discord.ButtonStyle.secondary,
        row: int | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(custom_id=name, label=label, style=style, row=row, disabled=disabled)
        self._act = act

    async def callback(self, interaction: discord.Interaction) -> None:
        """Do it."""
        await self._act(interaction)

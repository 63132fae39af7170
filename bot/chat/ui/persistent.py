"""Buttons and menus that outlast restarts."""

from collections.abc import Awaitable, Callable

import discord

from bot.chat.ui.replies import apologise

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


Choose = Callable[[discord.Interaction, str], Awaitable[None]]


class Menu(discord.ui.Select[Controls]):
    """A menu from which one thing is chosen.

    Args:
        name: its custom id.
        placeholder: what stands there while nothing is chosen.
        options: what there is.
        choose: what choosing does.
        row: where it stands.
        disabled: whether nothing can be chosen.
    """

    def __init__(
        self,
        name: str,
        placeholder: str,
        options: list[discord.SelectOption],
        choose: Choose,
        *,
        row: int,
        disabled: bool = False,
    ) -> None:
        super().__init__(custom_id=name, placeholder=placeholder, options=options, row=row, disabled=disabled)
        self._choose = choose

    async def callback(self, interaction: discord.Interaction) -> None:
        """Choose it."""
        await self._choose(interaction, self.values[0])


Point = Callable[[discord.Interaction, list[int]], Awaitable[None]]


class Places(discord.ui.ChannelSelect[Controls]):
    """A menu from which channels are chosen, or none.

    Args:
        name: its custom id.
        placeholder: what stands there while none is chosen.
        kinds: of channels.
        chosen: ids of those that are chosen now; only the first `most` are shown.
        point: what choosing does, given the ids.
        most: how many can be chosen.
        row: where it stands.
    """

    def __init__(
        self,
        name: str,
        placeholder: str,
        kinds: list[discord.ChannelType],
        chosen: list[int],
        point: Point,
        *,
        most: int = 1,
        row: int = 0,
    ) -> None:
        kind = discord.SelectDefaultValueType.channel
        super().__init__(
            custom_id=name,
            placeholder=placeholder,
            channel_types=kinds,
            default_values=[discord.SelectDefaultValue(id=channel_id, type=kind) for channel_id in chosen[:most]],
            min_values=0,
            max_values=most,
            row=row,
        )
        self._point = point

    async def callback(self, interaction: discord.Interaction) -> None:
        """Choose them."""
        await self._point(interaction, [channel.id for channel in self.values])

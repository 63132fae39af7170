"""Menus of the lines of a digest."""

from collections.abc import Awaitable, Callable, Sequence

import discord

from bot.chat.relay.digest import line_in, speaker_in
from bot.chat.strings import say
from bot.chat.ui.forms import ANSWERABLE_SECONDS
from bot.chat.ui.replies import apologize
from bot.storage.types.links import Link
from bot.text.limits import shorten

_OPTIONS = 25
_MENUS = 5
_LABEL = 100
"""Discord's limits: options of a menu, menus of a message, and characters of an option's label."""

OpenForm = Callable[[discord.Interaction, Link, str], Awaitable[None]]


class LinePicker(discord.ui.View):
    """Menus of the lines of a digest; choosing a line opens the form for it.

    Args:
        open_form: opens the form for a line.
        locale: of the user.
        links: from the messages to the lines.
        content: of the digest.
    """

    def __init__(self, open_form: OpenForm, locale: object, links: Sequence[Link], content: str) -> None:
        super().__init__(timeout=ANSWERABLE_SECONDS)
        self._open_form = open_form
        self._content = content
        self._links = {
            str(link.original_id): link for link in links if link.line is not None and line_in(content, link.line)
        }
        options = [discord.SelectOption(label=self._label(link), value=value) for value, link in self._links.items()]
        placeholder = say(locale, "suggest.choose")
        for start in range(0, min(len(options), _MENUS * _OPTIONS), _OPTIONS):
            self.add_item(_LineMenu(placeholder, options[start : start + _OPTIONS], f"line:{start}"))

    async def choose(self, interaction: discord.Interaction, value: str) -> None:
        """Open the form for a line."""
        link = self._links[value]
        current = line_in(self._content, link.line or 0) or ""
        await self._open_form(interaction, link, current)

    async def on_error(self, interaction: discord.Interaction, error: Exception, _: object, /) -> None:
        """Report an error to the user."""
        await apologize(interaction, error)

    def _label(self, link: Link) -> str:
        line = link.line or 0
        return shorten(f"{speaker_in(self._content, line)}: {line_in(self._content, line)}", _LABEL)


class _LineMenu(discord.ui.Select[LinePicker]):
    def __init__(self, placeholder: str, options: list[discord.SelectOption], custom_id: str) -> None:
        super().__init__(custom_id=custom_id, placeholder=placeholder, options=options)

    async def callback(self, interaction: discord.Interaction) -> None:
        if self.view:
            await self.view.choose(interaction, self.values[0])

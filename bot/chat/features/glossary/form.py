"""Where a person writes a better translation."""

from collections.abc import Sequence

import discord

from bot.chat.features.glossary.review import Desk
from bot.chat.relay.digest import line_in, speaker_in
from bot.chat.strings import Catalogue
from bot.chat.ui.replies import apologise
from bot.storage.types import LONGEST_TEXT, Link
from bot.text.limits import shorten

_PATIENCE = 900.0
_OPTIONS = 25
_MENUS = 5
_LABEL = 100


class Form(discord.ui.Modal):
    """The form, with the present translation in it.

    Args:
        desk: where it goes.
        catalogue: what is said to people.
        locale: of the person.
        link: from the message to the post with its translation.
        present: the translation as it stands there.
    """

    def __init__(self, desk: Desk, catalogue: Catalogue, locale: object, link: Link, present: str) -> None:
        super().__init__(title=catalogue.say(locale, "suggest.form.title"), timeout=_PATIENCE)
        self._desk = desk
        self._link = link
        self._better: discord.ui.TextInput[Form] = discord.ui.TextInput(
            custom_id="better", style=discord.TextStyle.long, default=present, max_length=LONGEST_TEXT
        )
        self.add_item(discord.ui.Label(text=catalogue.say(locale, "suggest.form.label"), component=self._better))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Hand it in."""
        await self._desk.take(interaction, self._link, self._better.value)

    async def on_error(  # type: ignore[override] # discord.py's own modal narrows its base so
        self, interaction: discord.Interaction, error: Exception, /
    ) -> None:
        """Tell the person what went wrong, in his language."""
        await apologise(interaction, error)


class Lines(discord.ui.View):
    """Menus of the lines of a digest, for as long as the person is at it.

    Args:
        desk: where the suggestion goes.
        catalogue: what is said to people.
        locale: of the person.
        links: from the messages to the lines.
        content: of the digest.
    """

    def __init__(self, desk: Desk, catalogue: Catalogue, locale: object, links: Sequence[Link], content: str) -> None:
        super().__init__(timeout=_PATIENCE)
        self._desk = desk
        self._catalogue = catalogue
        self._content = content
        self._links = {
            str(link.original_id): link for link in links if link.line is not None and line_in(content, link.line)
        }
        options = [discord.SelectOption(label=self._label(link), value=value) for value, link in self._links.items()]
        placeholder = catalogue.say(locale, "suggest.choose")
        for start in range(0, min(len(options), _MENUS * _OPTIONS), _OPTIONS):
            self.add_item(_Menu(placeholder, options[start : start + _OPTIONS], f"line:{start}"))

    async def open(self, interaction: discord.Interaction, chosen: str) -> None:
        """Open the form for a line."""
        link = self._links[chosen]
        present = line_in(self._content, link.line or 0) or ""
        await interaction.response.send_modal(Form(self._desk, self._catalogue, interaction.locale, link, present))

    async def on_error(self, interaction: discord.Interaction, error: Exception, _: object, /) -> None:
        """Tell the person what went wrong, in his language."""
        await apologise(interaction, error)

    def _label(self, link: Link) -> str:
        line = link.line or 0
        return shorten(f"{speaker_in(self._content, line)}: {line_in(self._content, line)}", _LABEL)


class _Menu(discord.ui.Select[Lines]):
    def __init__(self, placeholder: str, options: list[discord.SelectOption], custom_id: str) -> None:
        super().__init__(custom_id=custom_id, placeholder=placeholder, options=options)

    async def callback(self, interaction: discord.Interaction) -> None:
        if self.view:
            await self.view.open(interaction, self.values[0])

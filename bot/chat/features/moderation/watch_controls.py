"""The menus and buttons of `/moderation watch`, which keep working after a restart: they carry all that they need."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Self

import discord
from discord import ButtonStyle, SelectOption
from discord.ext import commands

from bot.chat.features.moderation.starter import StarterList, StarterListError
from bot.chat.features.moderation.subgroup import PERMISSION
from bot.chat.features.moderation.watch_list import WatchList, line
from bot.chat.features.moderation.word_list import MAX_TERMS, Flaw, Word, parse_word
from bot.chat.strings import TRADITIONAL, resolve_locale, say
from bot.chat.ui.forms import CHANGEABLE_SECONDS
from bot.chat.ui.pages import Listing
from bot.chat.ui.permissions import require
from bot.chat.ui.persistent import PersistentButton, cog_of
from bot.chat.ui.replies import apologize
from bot.moderation.proposals import language_of, other
from bot.storage.types.moderation import Action
from bot.text.limits import shorten
from bot.text.script import Script, to_script

_LIFETIME = timedelta(seconds=CHANGEABLE_SECONDS)
_ACTIONS = "|".join(Action)
_LABEL = 100  # Discord's limit


class WatchControls(commands.Cog):
    """Answers the menus and buttons.

    Args:
        watch_list: what they change.
        starter: the starter list.
        client: where they are registered.
    """

    def __init__(self, watch_list: WatchList, starter: StarterList, client: commands.Bot) -> None:
        self.watch_list = watch_list
        self.starter = starter
        self._client = client

    async def cog_load(self) -> None:
        """Register the menus and buttons."""
        self._client.add_dynamic_items(*_ITEMS)

    async def cog_unload(self) -> None:
        """Remove them."""
        self._client.remove_dynamic_items(*_ITEMS)

    async def add(self, interaction: discord.Interaction, words: Sequence[Word], action: Action) -> None:
        """Add words, and replace the question by the answer."""
        text = await self.watch_list.add(interaction, words, action)
        shown = say(interaction.locale, "watch.full", most=MAX_TERMS) if text is None else text
        await interaction.response.edit_message(content=shown, view=None)
        if text is not None:
            await self.watch_list.report_added(interaction, words)

    async def turn_to(self, interaction: discord.Interaction, number: int) -> None:
        """Show another page of the list that the interaction's button is on."""
        terms = await self.watch_list.terms(interaction.guild_id or 0)
        text, view = LISTING.page(interaction.locale, terms, number)
        await interaction.response.edit_message(content=text, view=view)

    async def load(self, interaction: discord.Interaction, action: Action) -> None:
        """Load the starter list."""
        await interaction.response.defer()
        try:
            words = await self.starter.fetch()
        except StarterListError:
            await interaction.response.edit_message(content=unavailable(interaction.locale, self.starter), view=None)
            return
        await self.add(interaction, words, action)


class ChoiceMenu(
    discord.ui.DynamicItem[discord.ui.Select[discord.ui.View]],
    template=rf"qiao:watch:choose:(?P<action>{_ACTIONS})",
):
    """A menu with a term, ticked, and its proposed translations.

    Args:
        menu: as it is shown; its first option is the term.
        action: what happens when one of them is found.
    """

    def __init__(self, menu: discord.ui.Select[discord.ui.View], action: Action) -> None:
        super().__init__(menu)
        self._action = action

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild the menu that was used."""
        assert isinstance(item, discord.ui.Select)  # noqa: S101 - only menus have this custom id
        return cls(item, Action(match["action"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        """Add what was ticked."""
        try:
            if await _may(interaction):
                offered = [option.value for option in self.item.options]
                chosen = [value for value in offered if value in self.item.values]
                words = _words(offered[0], chosen)
                await cog_of(interaction, WatchControls).add(interaction, words, self._action)
        except Exception as error:  # noqa: BLE001 - the user gets an answer whatever went wrong
            await apologize(interaction, error)


class OnlyButton(PersistentButton, template=rf"qiao:watch:only:(?P<action>{_ACTIONS})"):
    """A button below the menu that adds the term itself and none of the translations."""

    def __init__(self, action: Action, label: str = "·") -> None:
        super().__init__(discord.ui.Button(label=label, custom_id=f"qiao:watch:only:{action}"))
        self._action = action

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, __: discord.ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild the button that was pressed."""
        return cls(Action(match["action"]))

    async def press(self, interaction: discord.Interaction) -> None:
        """Add the term."""
        term = _term_in(interaction)
        if await _may(interaction) and term:
            await cog_of(interaction, WatchControls).add(interaction, _words(term, [term]), self._action)


class ListButton(PersistentButton, template=r"qiao:watch:list:(?P<page>\d+)"):
    """A button that shows another page of the list."""

    def __init__(self, number: int, label: str = "·") -> None:
        super().__init__(discord.ui.Button(label=label, custom_id=f"qiao:watch:list:{number}"))
        self._number = number

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, __: discord.ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild the button that was pressed."""
        return cls(int(match["page"]))

    async def press(self, interaction: discord.Interaction) -> None:
        """Show the page."""
        require(interaction, PERMISSION)
        await cog_of(interaction, WatchControls).turn_to(interaction, self._number)


class ClearButton(PersistentButton, template=r"qiao:watch:clear"):
    """A button that removes all terms."""

    def __init__(self, label: str = "·") -> None:
        super().__init__(discord.ui.Button(label=label, style=ButtonStyle.danger, custom_id="qiao:watch:clear"))

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, __: discord.ui.Item[Any], ___: re.Match[str], /) -> Self:
        """Rebuild the button that was pressed."""
        return cls()

    async def press(self, interaction: discord.Interaction) -> None:
        """Remove all terms."""
        if await _may(interaction):
            watch_list = cog_of(interaction, WatchControls).watch_list
            count = await watch_list.clear(interaction.guild_id or 0)
            text = say(interaction.locale, "watch.cleared" if count else "watch.none", count=count)
            await interaction.response.edit_message(content=text, view=None)
            if count:
                await watch_list.report(interaction, "audit.watch_cleared", count=count)


class StarterButton(PersistentButton, template=rf"qiao:watch:starter:(?P<action>{_ACTIONS})"):
    """A button that loads the starter list."""

    def __init__(self, action: Action, label: str = "·") -> None:
        custom_id = f"qiao:watch:starter:{action}"
        super().__init__(discord.ui.Button(label=label, style=ButtonStyle.primary, custom_id=custom_id))
        self._action = action

    @classmethod
    async def from_custom_id(cls, _: discord.Interaction, __: discord.ui.Item[Any], match: re.Match[str], /) -> Self:
        """Rebuild the button that was pressed."""
        return cls(Action(match["action"]))

    async def press(self, interaction: discord.Interaction) -> None:
        """Load the list."""
        if await _may(interaction):
            await cog_of(interaction, WatchControls).load(interaction, self._action)


_ITEMS: tuple[type[discord.ui.DynamicItem[Any]], ...] = (
    ChoiceMenu,
    OnlyButton,
    ListButton,
    ClearButton,
    StarterButton,
)

LISTING = Listing("watch.page", "watch.none", 20, line, ListButton)


def choice(
    locale: object, term: str, proposals: Sequence[str], meanings: Mapping[str, str], action: Action
) -> discord.ui.View:
    """The menu with a term and its proposed translations, with what they mean, and the button for the term only."""
    options = [SelectOption(label=term, value=term, description=say(locale, "watch.own"), default=True)]
    traditional = resolve_locale(locale) == TRADITIONAL
    for each in proposals:
        meaning = meanings.get(each, "")
        shown = shorten(to_script(meaning, Script.TAIWAN) if traditional else meaning, _LABEL)
        options.append(SelectOption(label=each, value=each, description=shown or None))
    menu: discord.ui.Select[discord.ui.View] = discord.ui.Select(
        custom_id=f"qiao:watch:choose:{action}",
        placeholder=say(locale, "watch.tick"),
        max_values=len(options),
        options=options,
    )
    return _view(ChoiceMenu(menu, action), OnlyButton(action, say(locale, "watch.only")))


def clearing(locale: object) -> discord.ui.View:
    """The button that clears the list."""
    return _view(ClearButton(say(locale, "watch.clear")))


def loading(locale: object, action: Action) -> discord.ui.View:
    """The button that loads the starter list."""
    return _view(StarterButton(action, say(locale, "watch.load")))


def unavailable(locale: object, starter: StarterList) -> str:
    """Why there is no starter list, and the way out."""
    return say(locale, "watch.unavailable", files="\n".join(f"<{url}>" for _, url in starter.files))


def _view(*items: discord.ui.Item[Any]) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for item in items:
        view.add_item(item)
    return view


async def _may(interaction: discord.Interaction) -> bool:
    """Check the permission, which the user may have lost, and the age of the question."""
    require(interaction, PERMISSION)
    if interaction.message and discord.utils.utcnow() - interaction.message.created_at > _LIFETIME:
        await interaction.response.edit_message(content=say(interaction.locale, "watch.stale"), view=None)
        return False
    return True


def _term_in(interaction: discord.Interaction) -> str:
    """The term that a question is about: the first option of its menu."""
    rows = interaction.message.components if interaction.message else []
    menus = [item for row in rows if isinstance(row, discord.ActionRow) for item in row.children]
    return next((menu.options[0].value for menu in menus if isinstance(menu, discord.SelectMenu)), "")


def _words(term: str, chosen: Sequence[str]) -> list[Word]:
    """Chosen options as words: the term in its language, its translations in the other one."""
    own = language_of(term)
    parsed = [parse_word(each, own if each == term else other(own)) for each in chosen]
    return [word for word in parsed if not isinstance(word, Flaw)]

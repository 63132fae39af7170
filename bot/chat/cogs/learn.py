"""Learning together: the message menu's 'Explain' and `/pinyin`, for the reader alone."""

import asyncio

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.answer import defer, tell
from bot.chat.catalogue import Catalogue
from bot.chat.content import text_of
from bot.chat.ignoring import closed_to
from bot.chat.installs import everywhere
from bot.chat.lesson import lesson
from bot.chat.localisation import named
from bot.chat.ports import Explain, Members
from bot.chat.reader import target_of
from bot.learning.romanisation import romanise
from bot.learning.types import Explanation
from bot.text.language import Language, identify
from bot.text.markup import Kind, parse
from bot.translation.types import Target


class Learn(commands.Cog):
    """Explains what a person points at, word by word.

    Args:
        explain: what knows words; called in a thread.
        members: which language a person reads.
        catalogue: what is said to people.
        tree: where the message menu is registered.
    """

    def __init__(
        self, explain: Explain, members: Members, catalogue: Catalogue, tree: app_commands.CommandTree
    ) -> None:
        self._explain = explain
        self._members = members
        self._catalogue = catalogue
        self._tree = tree
        self._menu = app_commands.ContextMenu(name=named("command.explain.name"), callback=self.menu)

    async def cog_load(self) -> None:
        """A menu is no method of a cog to discord.py, so it is registered by hand."""
        self._tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """And taken away again."""
        self._tree.remove_command(self._menu.name, type=self._menu.type)

    @everywhere
    async def menu(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Answer the message menu; Discord sends the message's text along, with or without the intent."""
        if await closed_to(self._members, message, interaction.user.id):
            await tell(interaction, self._catalogue.say(interaction.locale, "ignore.refused"))
            return
        await defer(interaction)
        reader = await self._reader(interaction)
        text = text_of(message)
        language = await asyncio.to_thread(_language, text)
        explanation = await asyncio.to_thread(self._explained, text, language)
        unknown = "skip.other_language" if language is Language.OTHER else "explain.nothing"
        await tell(interaction, lesson(explanation, reader, self._catalogue) or self._catalogue.say(reader, unknown))

    @everywhere
    @app_commands.command(name=named("command.pinyin.name"), description=named("command.pinyin.description"))
    @app_commands.rename(text=named("command.pinyin.text.name"))
    @app_commands.describe(text=named("command.pinyin.text.description"))
    async def pinyin(self, interaction: discord.Interaction, text: app_commands.Range[str, 1, 4000]) -> None:
        """Answer `/pinyin`."""
        await defer(interaction)
        explanation = await asyncio.to_thread(self._explain, text, Language.CHINESE)
        if any(word.pinyin for word in explanation.words):
            await tell(interaction, romanise(explanation.words))
        else:
            await tell(interaction, self._catalogue.say(await self._reader(interaction), "pinyin.none"))

    async def _reader(self, interaction: discord.Interaction) -> Target:
        return target_of(await self._members.get(interaction.user.id), interaction.locale)

    def _explained(self, text: str, language: Language) -> Explanation:
        """The explanation; where nothing tells the language (`yyds`, `gg`), the one that knows slang in the text."""
        if language is not Language.UNKNOWN:
            return self._explain(text, language)
        chinese = self._explain(text, Language.CHINESE)
        return chinese if chinese.slang else self._explain(text, Language.ENGLISH)


def _language(text: str) -> Language:
    return identify("\n".join(span.text for span in parse(text) if span.kind is Kind.PROSE)).language

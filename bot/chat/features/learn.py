"""Learning together: the message menu's 'Explain' and `/pinyin`, for the reader alone."""

import asyncio
from collections.abc import Callable, Iterator

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import escape_markdown

from bot.chat.incoming import has_opted_out, text_of
from bot.chat.strings import Catalogue, target_of
from bot.chat.ui.localisation import everywhere, named
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.learning.romanisation import romanise
from bot.learning.types import Explanation, Word
from bot.storage.members import Members
from bot.text.language import Language, identify
from bot.text.markup import Kind, parse
from bot.text.script import to_script
from bot.translation.slang import Entry
from bot.translation.types import Target

Explain = Callable[[str, Language], Explanation]
"""Tells what the words of a message in a language mean; called in a thread."""


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
        if await has_opted_out(self._members, message, interaction.user.id):
            await reply_ephemeral(interaction, self._catalogue.say(interaction.locale, "ignore.refused"))
            return
        await defer(interaction)
        reader = await self._reader(interaction)
        text = text_of(message)
        language = await asyncio.to_thread(_language, text)
        explanation = await asyncio.to_thread(self._explained, text, language)
        unknown = "skip.other_language" if language is Language.OTHER else "explain.nothing"
        await reply_ephemeral(
            interaction, lesson(explanation, reader, self._catalogue) or self._catalogue.say(reader, unknown)
        )

    @everywhere
    @app_commands.command(name=named("command.pinyin.name"), description=named("command.pinyin.description"))
    @app_commands.rename(text=named("command.pinyin.text.name"))
    @app_commands.describe(text=named("command.pinyin.text.description"))
    async def pinyin(self, interaction: discord.Interaction, text: app_commands.Range[str, 1, 4000]) -> None:
        """Answer `/pinyin`."""
        await defer(interaction)
        explanation = await asyncio.to_thread(self._explain, text, Language.CHINESE)
        if any(word.pinyin for word in explanation.words):
            await reply_ephemeral(interaction, romanise(explanation.words))
        else:
            await reply_ephemeral(interaction, self._catalogue.say(await self._reader(interaction), "pinyin.none"))

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


WORDS = 60
"""Words that are told at once: two or three posts of them, and more than anybody learns from one message."""


def lesson(explanation: Explanation, reader: Target, catalogue: Catalogue) -> str:
    """Write out an explanation: slang first, then words, each once; what was a spoiler is one.

    Args:
        explanation: of a message.
        reader: in which language and script notes are read.
        catalogue: what is said to people.

    Returns:
        A text of many lines; empty where there is nothing to tell.
    """
    slang = [_note(entry, reader) for entry in explanation.slang]
    words = list(dict.fromkeys(_words(explanation.words, reader)))
    if not slang and not words:
        return ""
    lines = [catalogue.say(reader, "explain.slang"), *slang] if slang else []
    if words:
        lines += [catalogue.say(reader, "explain.words"), *words[:WORDS]]
    if len(words) > WORDS:
        lines.append(catalogue.say(reader, "explain.more", count=len(words) - WORDS))
    return "\n".join([*lines, catalogue.say(reader, "explain.source")])


def _note(entry: Entry, reader: Target) -> str:
    note = entry.note_en if reader is Target.ENGLISH else entry.note_zh
    term, translation = (escape_markdown(_in_script(text, reader)) for text in (entry.term, entry.translation))
    return f"- **{term}** · {translation}\n-# {escape_markdown(_in_script(note, reader))}"


def _words(words: tuple[Word, ...], reader: Target) -> Iterator[str]:
    hidden = False
    for word in words:
        if word.text == "||":
            hidden = not hidden
        if word.pinyin or word.gloss:
            said = f"**{escape_markdown(word.text)}** {word.pinyin}".rstrip()
            line = f"{said} · {escape_markdown(_in_script(word.gloss, reader))}" if word.gloss else said
            yield f"- ||{line}||" if hidden else f"- {line}"


def _in_script(text: str, reader: Target) -> str:
    """Simplified Chinese in the reader's script; one who reads English sees it as it is."""
    return to_script(text, reader.script) if reader.script else text

"""The message menu's 'Explain' and `/pinyin`; only the user sees the answer."""

import asyncio
from collections.abc import Callable, Iterator

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.content import text_of
from bot.chat.incoming import has_opted_out
from bot.chat.strings import say, target_of
from bot.chat.ui.localization import everywhere, named
from bot.chat.ui.permissions import may_see
from bot.chat.ui.replies import defer, reply_ephemeral
from bot.learning.romanization import romanize
from bot.learning.types import Explanation, Word
from bot.moderation.screen import Screen
from bot.storage.members import Members
from bot.text.escaping import escape
from bot.text.language import Language, identify
from bot.text.markup import Kind, parse
from bot.text.script import to_script
from bot.translation.known.slang import Entry
from bot.translation.types import Target

Explain = Callable[[str, Language], Explanation]
"""Explains the words of a message in a language; called in a thread."""

MAX_WORDS = 60
"""Words that are explained at once: two or three posts, and more than anyone learns from one message."""


class Learn(commands.Cog):
    """Explains messages word by word.

    Args:
        explain: explains words; called in a thread.
        members: the languages that users read.
        tree: where the message menu is registered.
        screen: what must not be shown on a server, except to its moderators.
    """

    def __init__(self, explain: Explain, members: Members, tree: app_commands.CommandTree, screen: Screen) -> None:
        self._screen = screen
        self._explain = explain
        self._members = members
        self._tree = tree
        self._menu = app_commands.ContextMenu(name=named("command.explain.name"), callback=self.menu)

    async def cog_load(self) -> None:
        """Register the message menu; discord.py finds only slash commands in a cog."""
        self._tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Remove the message menu."""
        self._tree.remove_command(self._menu.name, type=self._menu.type)

    @everywhere
    async def menu(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Handle the message menu; Discord sends the message's text even without the message content intent."""
        if await has_opted_out(self._members, message, interaction.user.id):
            await reply_ephemeral(interaction, say(interaction.locale, "ignore.refused"))
            return
        await defer(interaction)
        reader = await self._reader(interaction)
        text = text_of(message)
        language = await asyncio.to_thread(_identify_prose, text)
        explanation = await asyncio.to_thread(self._explain_message, text, language)
        nothing = "skip.other_language" if language is Language.OTHER else "explain.nothing"
        answer = format_explanation(explanation, reader)
        if answer and not await may_see(self._screen, interaction, text, answer):
            answer = say(reader, "skip.withheld")
        await reply_ephemeral(interaction, answer or say(reader, nothing))

    @everywhere
    @app_commands.command(name=named("command.pinyin.name"), description=named("command.pinyin.description"))
    @app_commands.rename(text=named("command.pinyin.text.name"))
    @app_commands.describe(text=named("command.pinyin.text.description"))
    async def pinyin(self, interaction: discord.Interaction, text: app_commands.Range[str, 1, 4000]) -> None:
        """Handle `/pinyin`."""
        await defer(interaction)
        explanation = await asyncio.to_thread(self._explain, text, Language.CHINESE)
        if any(word.pinyin for word in explanation.words):
            await reply_ephemeral(interaction, romanize(explanation.words))
        else:
            await reply_ephemeral(interaction, say(await self._reader(interaction), "pinyin.none"))

    async def _reader(self, interaction: discord.Interaction) -> Target:
        return target_of(await self._members.get(interaction.user.id), interaction.locale)

    def _explain_message(self, text: str, language: Language) -> Explanation:
        """Explain a text; if its language is unknown (`yyds`, `gg`), in the language in which it is slang."""
        if language is not Language.UNKNOWN:
            return self._explain(text, language)
        chinese = self._explain(text, Language.CHINESE)
        return chinese if chinese.slang else self._explain(text, Language.ENGLISH)


def _identify_prose(text: str) -> Language:
    return identify("\n".join(span.text for span in parse(text) if span.kind is Kind.PROSE)).language


def format_explanation(explanation: Explanation, reader: Target) -> str:
    """Format an explanation: slang first, then words, each once; spoilers stay spoilers.

    Args:
        explanation: of a message.
        reader: the language and script that the user reads.

    Returns:
        A text of many lines; empty if there is nothing to explain.
    """
    slang = [_format_slang(entry, reader) for entry in explanation.slang]
    words = list(dict.fromkeys(_format_words(explanation.words, reader)))
    if not slang and not words:
        return ""
    lines = [say(reader, "explain.slang"), *slang] if slang else []
    if words:
        lines += [say(reader, "explain.words"), *words[:MAX_WORDS]]
    if len(words) > MAX_WORDS:
        lines.append(say(reader, "explain.more", count=len(words) - MAX_WORDS))
    return "\n".join([*lines, say(reader, "explain.source")])


def _format_slang(entry: Entry, reader: Target) -> str:
    note = entry.note_en if reader is Target.ENGLISH else entry.note_zh
    term, translation, note = (escape(_in_script(text, reader)) for text in (entry.term, entry.translation, note))
    return f"- **{term}** · {translation}\n-# {note}"


def _format_words(words: tuple[Word, ...], reader: Target) -> Iterator[str]:
    hidden = False
    for word in words:
        if word.text == "||":
            hidden = not hidden
        if word.pinyin or word.gloss:
            line = f"**{escape(word.text)}** {word.pinyin}".rstrip()
            if word.gloss:
                line += f" · {escape(_in_script(word.gloss, reader))}"
            yield f"- ||{line}||" if hidden else f"- {line}"


def _in_script(text: str, reader: Target) -> str:
    """Simplified Chinese in the reader's script; unchanged for readers of English."""
    return to_script(text, reader.script) if reader.script else text

"""Explanations as people read them."""

from collections.abc import Iterator

from discord.utils import escape_markdown

from bot.chat.catalogue import Catalogue
from bot.learning.types import Explanation, Word
from bot.text.script import to_script
from bot.translation.slang import Entry
from bot.translation.types import Target

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

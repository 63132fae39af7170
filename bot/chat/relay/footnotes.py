"""Notes that explain slang below translations; each term once a day and channel."""

import time
from collections.abc import Callable

from cachetools import TTLCache

from bot.chat.relay.message import Message
from bot.text.language import Language
from bot.text.script import Script, to_script
from bot.translation.known.slang import Entry, Slang
from bot.translation.types import Target

DAY = 86_400.0
"""Seconds until a term is explained again in a channel."""

_MAX_NOTES = 2
"""Maximum number of notes below a translation."""


class Footnotes:
    """Explains slang, and remembers what was explained.

    Only terms without another meaning are explained: not every 'tea' is gossip.

    Args:
        clock: monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._explained: TTLCache[tuple[int, str], int] = TTLCache(50_000, DAY, clock)

    def add(self, message: Message, source: Language, target: Target, *, remember: bool = True) -> str:
        """Return notes on slang that no other message has explained in a channel today, one line each.

        Asked again about the same message, they are the same: a post keeps its notes when its text is replaced.

        Args:
            message: the message.
            source: its language.
            target: language and script of its translation, and so of the notes.
            remember: whether they will be posted, so that the slang counts as explained.
        """
        seen: dict[str, Entry] = {}
        for sighting in Slang.shipped().find(message.text, source):
            entry = sighting.entry
            if entry.inline and self._explained.get((message.channel_id, entry.term), message.id) == message.id:
                seen.setdefault(entry.term, entry)
        noted = list(seen.values())[:_MAX_NOTES]
        for entry in noted if remember else ():
            self._explained[message.channel_id, entry.term] = message.id
        return "\n".join(f"-# **{entry.term}** · {_note(entry, target)}" for entry in noted)


def _note(entry: Entry, target: Target) -> str:
    if target.language is Language.ENGLISH:
        return entry.note_en
    script = target.script
    return entry.note_zh if script in {None, Script.SIMPLIFIED} else to_script(entry.note_zh, script)

"""Notes that explain slang below translations; each term once a day and channel."""

import time
from collections.abc import Callable

from cachetools import TTLCache

from bot.text.language import Language
from bot.text.script import Script, to_script
from bot.translation.known.slang import Entry, Slang
from bot.translation.types import Target, Translation

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
        self._explained: TTLCache[tuple[int, str], bool] = TTLCache(50_000, DAY, clock)

    def add(self, channel_id: int, text: str, translation: Translation, *, remember: bool = True) -> str:
        """Return notes on slang that has not been explained in a channel today, one line each.

        Args:
            channel_id: channel of the message.
            text: text of the message.
            translation: its translation; the notes are in the same language and script.
            remember: whether they will be posted, so that the slang counts as explained.
        """
        seen: dict[str, Entry] = {}
        for sighting in Slang.shipped().find(text, translation.source):
            entry = sighting.entry
            if entry.inline and (channel_id, entry.term) not in self._explained:
                seen.setdefault(entry.term, entry)
        noted = list(seen.values())[:_MAX_NOTES]
        for entry in noted if remember else ():
            self._explained[channel_id, entry.term] = True
        return "\n".join(f"-# **{entry.term}** · {_note(entry, translation.target)}" for entry in noted)


def _note(entry: Entry, target: Target) -> str:
    if target.language is Language.ENGLISH:
        return entry.note_en
    script = target.script
    return entry.note_zh if script in {None, Script.SIMPLIFIED} else to_script(entry.note_zh, script)

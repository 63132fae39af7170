"""Notes on slang below a translation, where a channel wants them: each term once a day."""

import time
from collections.abc import Callable

from cachetools import TTLCache

from bot.text.language import Language
from bot.text.script import Script, to_script
from bot.translation.known.slang import Entry, Slang
from bot.translation.types import Target, Translation

DAY = 86_400.0
"""Seconds for which a channel is not told of a term again."""

_MOST = 2
"""Notes below one translation."""


class Footnotes:
    """Remembers which terms a channel has been told of.

    Only terms that mean nothing else are noted: a note on 'tea' below every cup of it would help nobody.

    Args:
        clock: monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._told: TTLCache[tuple[int, str], bool] = TTLCache(50_000, DAY, clock)

    def below(self, channel_id: int, text: str, translation: Translation) -> str:
        """The notes on a message's slang that its channel has not seen today, a subtext line each; mostly empty.

        Args:
            channel_id: where it was said.
            text: the message.
            translation: of it; the notes are in its language and script.
        """
        seen: dict[str, Entry] = {}
        for sighting in Slang.shipped().find(text, translation.source):
            entry = sighting.entry
            if entry.inline and (channel_id, entry.term) not in self._told:
                seen.setdefault(entry.term, entry)
        noted = list(seen.values())[:_MOST]
        for entry in noted:
            self._told[channel_id, entry.term] = True
        return "\n".join(f"-# **{entry.term}** · {_note(entry, translation.target)}" for entry in noted)


def _note(entry: Entry, target: Target) -> str:
    if target.language is Language.ENGLISH:
        return entry.note_en
    script = target.script
    return entry.note_zh if script in {None, Script.SIMPLIFIED} else to_script(entry.note_zh, script)

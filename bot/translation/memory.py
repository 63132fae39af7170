"""Whole texts whose translation is settled: a server's translation memory."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.text.language import Language
from bot.text.script import to_simplified


@dataclass(frozen=True, slots=True)
class Settled:
    """A whole message or sentence and its translation, markup and all.

    Attributes:
        source: the text.
        target: its translation.
        language: of `source`, English or Chinese.
    """

    source: str
    target: str
    language: Language


class Memory:
    """Settled texts, found where a message or sentence says just the same.

    Capitals, runs of whitespace and the Chinese script make no difference.

    Args:
        entries: of two sources that are alike the later one counts.
    """

    def __init__(self, entries: Iterable[Settled] = ()) -> None:
        self._targets = {(entry.language, _key(entry.source)): entry.target for entry in entries}

    def find(self, text: str, language: Language) -> str | None:
        """The translation of a text from a language; None where it is not settled."""
        return self._targets.get((language, _key(text))) if self._targets else None


def _key(text: str) -> str:
    return " ".join(to_simplified(text).casefold().split())

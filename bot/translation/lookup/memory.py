"""Whole texts with a fixed translation: a server's translation memory."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import regex

from bot.text.language import Language
from bot.text.script import to_simplified

LONGEST = 300
"""Characters of a text that is found even if it is typed differently."""

_STICKER = r"\[[\p{L}\p{N}]{1,6}\]"
_PICTURE = r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{RI}\u200d\ufe0f\u20e3]"
_SHORTCODE = r"(?<![\w:]):[a-z][a-z0-9_]{1,31}:(?![\w:])"
_EMOJI = rf"<a?:\w{{1,40}}:\d{{1,20}}>|{_STICKER}|{_PICTURE}|{_SHORTCODE}"
_HEAD = regex.compile(rf"^(?:(?:{_EMOJI})\s*)++")
_TAIL = regex.compile(rf"(?:\s*(?:{_EMOJI}))++$")
_MARKUP = regex.compile(r"<[@#:a/]|://|[`*_|\[\u20e3]")
_ANY_EMOJI = regex.compile(_EMOJI)
_IN_NUMBER = r"[\p{P}\p{S}](?=\d)|(?<=\d)[\p{P}\p{S}](?=\w)|(?<=\d)[%°‰$€£¥+]"
_INSIGNIFICANT = regex.compile(rf"(?!'|{_IN_NUMBER})[\p{{P}}\p{{S}}\p{{Z}}\s]")
_HAN_SPACE = regex.compile(r"(?<=\p{Han}) | (?=\p{Han})")
_APOSTROPHE = regex.compile(
    r"\b(let|it|that|what|who|where|how|there|here|do|does|did|ca|wo|is|are|was|were|have|has|could|would|should|i|you|they)"
    r"(n?)'(s|t|m|ve|re)\b",
    regex.IGNORECASE,
)
_ASKED = regex.compile(r"[?？][\p{P}\p{S}\s]*$")
_ASKS = regex.compile(
    r"^(?:what|who|where|why|how|which|whose|do|does|did|can|could|would|is|are|was|were|should)(?:'?s)? \w"
    r"|[吗么]$|什么|谁|哪|怎么|为何|几点|多少|多久|(.)[不没]\1"
)
"""What a question looks like even without a question mark."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A whole message or sentence and its translation, including markup.

    Attributes:
        source: the text.
        target: its translation.
        language: of `source`, English or Chinese.
    """

    source: str
    target: str
    language: Language


class Memory:
    """Finds the translations of whole messages and sentences.

    Capitals, runs of whitespace and the Chinese script make no difference. If there is no such match, punctuation,
    emoji and stickers make none either, as long as both are questions or neither is, and neither has markup;
    punctuation in numbers counts. Emoji at the start and end of the text are kept in its translation.

    Args:
        entries: of two with equivalent sources, the later one counts.
    """

    def __init__(self, entries: Iterable[Settled] = ()) -> None:
        self._targets: dict[tuple[Language, str], str] = {}
        self._folded: dict[tuple[Language, str, bool], str] = {}
        for entry in entries:
            self._targets[entry.language, _key(entry.source)] = entry.target
            if (folded := _folded(entry.source)) is not None:
                self._folded[entry.language, *folded] = entry.target

    def find(self, text: str, language: Language) -> str | None:
        """Find the translation of a text from a language; None if it is not known."""
        if not self._targets:
            return None
        if (target := self._targets.get((language, _key(text)))) is not None:
            return target
        if not self._folded or (folded := _folded(text)) is None:
            return None
        target = self._folded.get((language, *folded))
        if target is None:
            return None
        text = text.strip()
        head, tail = _HEAD.match(text), _TAIL.search(text)
        if head:
            target = head[0] + _HEAD.sub("", target)
        return _TAIL.sub("", target) + tail[0] if tail else target


@lru_cache(maxsize=64)
def _key(text: str) -> str:
    return " ".join(to_simplified(text).casefold().split())


@lru_cache(maxsize=64)  # both languages are asked for the same text
def _folded(text: str) -> tuple[str, bool] | None:
    """A text without punctuation, and whether it is a question; None if the signs carry meaning or nothing is left."""
    if len(text) > LONGEST:
        return None
    plain = _ANY_EMOJI.sub(" ", text)
    if _MARKUP.search(plain):
        return None
    plain = unicodedata.normalize("NFKC", plain).replace("’", "'")
    key = _key(_APOSTROPHE.sub(r"\1\2\3", _INSIGNIFICANT.sub(" ", plain)))
    if not key.isascii():
        key = _HAN_SPACE.sub("", key)
    return (key, _ASKED.search(plain) is not None or _ASKS.search(key) is not None) if key else None

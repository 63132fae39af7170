"""Whole texts with a fixed translation: a server's translation memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

from bot.text.folding import fold
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
_MARKUP = regex.compile(r"<[@#:a/]|://|[`*_|\[\u20e3]|\((?=\w)")
_ANY_EMOJI = regex.compile(_EMOJI)
_IN_NUMBER = r"[\p{P}\p{S}](?=\d)|(?<=\d)[\p{P}\p{S}](?=\w)|(?<=\d)[%°‰$€£¥+]|(?<=[A-Za-z+])[+#]|(?<!\w)/(?=\w)"
_INSIGNIFICANT = regex.compile(rf"(?!'|{_IN_NUMBER})[\p{{P}}\p{{S}}\p{{Z}}\s]")
_HAN_SPACE = regex.compile(r"(?<=\p{Han}) | (?=\p{Han})")
_APOSTROPHE = regex.compile(
    r"\b(let|it|that|what|who|where|how|there|here|do|does|did|ca|wo|is|are|was|were|have|has|could|would|should|i|you|they)"
    r"(n?)'(s|t|m|ve|re)\b",
    regex.IGNORECASE,
)
_ASKED = regex.compile(r"[?？][\p{P}\p{S}\s]*$")
_AUXILIARY = r"(?:do|does|did|can|could|would|will|is|are|was|were|should|have|has)(?:n'?t)?"
_SUBJECT = r"(?:i|you|he|she|it|we|they|this|that|these|those|there|the|my|your|his|her|our|their|any\w*|every\w*)"
_ASKS = regex.compile(
    rf"^(?!do (?:it|this|that|the|my|your|his|her|our|their)\b){_AUXILIARY} {_SUBJECT} \w"
    rf"|^(?:what|who|where|when|why|how)(?:'?s| {_AUXILIARY}) \w|^how (?:many|much|long|come|about|old|far)\b"
    r"|[吗么]$|什么|谁|哪|怎么|为何|几点|多少|多久|(.)[不没]\1"
)
"""What a question looks like even without a question mark."""

_TELLS = regex.compile(
    r"(?:什么|谁|哪\p{Han}{0,2}|怎么\p{Han}{0,2}|多少|多久)[都也]|[没不别]\p{Han}{0,2}(?:什么|谁|哪|怎么|多少|多久)"
    r"|(?:[那这要]么|什么的)$|随便|无论|多少[有还]"
)
"""A statement with a question word: 什么都行, 没什么. Only a question mark makes it a question."""

_WIDTH = {0xFF01 + at: 0x21 + at for at in range(94)} | {0x3000: 0x20}
"""Full-width forms of ASCII."""

_END = regex.compile(r"[\s.。…!~～?]+$")
_PAUSE = regex.compile(r"(?P<before>[\w']+)[,;:.!。、—–…]+\s*(?P<after>[\w']+)(?P<last>\W*$)?")
_FRAGILE = frozenset("no not never yes don't dont stop well right like now so 不 没 没有 不是 别 是 对 好 行".split())
"""Words next to which a pause changes the meaning: "no, stop" and "no stop", 不，好 and 不好."""


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

    Capitals, width, runs of whitespace and the Chinese script make no difference. If there is no such match, neither do
    the signs at the end, as long as both are questions or neither is. In texts without markup that are not too long,
    all other punctuation, emoji and stickers make none either, unless they can change the meaning: punctuation in
    numbers and names (`C++`), and a pause next to a word such as "no" or before a last word ("let's eat, grandma").
    Emoji at the start and end of the text are kept in its translation.

    Args:
        entries: of two with equivalent sources, the later one counts.
    """

    def __init__(self, entries: Iterable[Settled] = ()) -> None:
        self._targets: dict[tuple[Language, str], str] = {}
        self._ended: dict[tuple[Language, str, bool], str] = {}
        self._folded: dict[tuple[Language, str, bool, tuple[str, ...]], str] = {}
        for entry in entries:
            self._targets[entry.language, _key(entry.source)] = entry.target
            if (ended := _ended(entry.source)) is not None:
                self._ended[entry.language, *ended] = entry.target
            if (folded := _folded(entry.source)) is not None:
                self._folded[entry.language, *folded] = entry.target

    def find(self, text: str, language: Language) -> str | None:
        """Find the translation of a text from a language; None if it is not known."""
        if not self._targets:
            return None
        if (target := self._targets.get((language, _key(text)))) is not None:
            return target
        if (ended := _ended(text)) and (target := self._ended.get((language, *ended))) is not None:
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
    return " ".join(to_simplified(text.translate(_WIDTH)).casefold().split())


@lru_cache(maxsize=64)
def _ended(text: str) -> tuple[str, bool] | None:
    """A text without the signs at its end, and whether it is a question; None if nothing is left."""
    key = _key(text)
    kept = _END.sub("", key)
    return (kept, _is_question(key, kept)) if kept else None


@lru_cache(maxsize=64)  # both languages are asked for the same text
def _folded(text: str) -> tuple[str, bool, tuple[str, ...]] | None:
    """A text without punctuation, whether it is a question, and the pauses that carry meaning.

    None if other signs carry meaning or nothing is left.
    """
    if len(text) > LONGEST:
        return None
    plain = fold(_ANY_EMOJI.sub(" ", text)).translate(_WIDTH).replace("’", "'")
    if _MARKUP.search(plain):
        return None
    key = _key(_APOSTROPHE.sub(r"\1\2\3", _INSIGNIFICANT.sub(" ", plain)))
    if not key.isascii():
        key = _HAN_SPACE.sub("", key)
    return (key, _is_question(plain, key), tuple(_pauses(_key(plain)))) if key else None


def _is_question(text: str, key: str) -> bool:
    """Whether a text ends in a question mark, or its words without punctuation have the form of a question."""
    return _ASKED.search(text) is not None or (_ASKS.search(key) is not None and not _TELLS.search(key))


def _pauses(text: str) -> Iterator[str]:
    """The pauses that change the meaning: next to certain words, and before a last word ("let's eat, grandma")."""
    for pause in _PAUSE.finditer(text, overlapped=True):
        before, after = pause["before"], pause["after"]
        called = pause["last"] is not None and after.isascii() and not after.isdigit()
        if called or before in _FRAGILE or after in _FRAGILE:
            yield f"{before} | {after}"

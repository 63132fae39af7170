"""Complete short messages with a fixed translation: greetings, reactions, chat shorthand, signs.

A model trained on sentences is at its worst on one-word messages, so these are looked up first. The data is in
`data/phrasebook/`; see the README there.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from importlib.resources import files
from typing import Final, NamedTuple

from bot.text.language import Language
from bot.text.script import to_simplified
from bot.translation.known.typing_style import ENDS, LONG_RUN, RUN, End, fold, normalize_laughter, variants

LONGEST: Final = {Language.ENGLISH: 60, Language.CHINESE: 20}
"""Characters of a message that is looked up in more than its exact form."""
_MAX_SPACES = 9  # of such an English message

_HAN_LAUGH = re.compile(r"^(哈{2,}|嘿{2,}|嘻{2,})|(哈{2,}|嘿{2,}|嘻{2,})$")
_ENGLISH_LAUGH = re.compile(r"^(haha|hehe|lol|lmao) | (haha|hehe|lol|lmao)$")
_EXCLAMATIONS = re.compile(r"([!！])\1+$")
_DOTTED = re.compile(r"\.[A-Za-z]\.$")
_LAUGHS = {
    Language.ENGLISH: {"haha": "哈哈哈", "hehe": "嘿嘿", "lol": "哈哈哈", "lmao": "笑死"},
    Language.CHINESE: {"哈": "haha", "嘿": "hehe", "嘻": "hehe"},
}
_ASKING_ENGLISH = re.compile(
    r"(?:what|who|whos|whats|where|when|why|how|which|wdym|wyd|wya|wbu|hbu|hru|wtf|wth|huh|really|seriously|sup|asl"
    r"|any1|anyone|anybody|got|did|does|do you|can|could|is|are|r u|u) |(?:wdym|wyd|wya|wbu|hbu|hru|wtf|wth|huh|sup)$"
)
_ASKING_CHINESE = re.compile(
    r"[吗呢么嘛]$|什么|谁|哪|几|怎么|咋|啥|多少|多久|为何|(.)[不没]\1|没有?$|干嘛|鬼$|真的假的"
)


_COMPATIBLE = {
    End.NONE: (End.NONE, End.EITHER, End.STOP, End.EXCLAIM, End.TRAIL, End.ASK),
    End.STOP: (End.STOP, End.NONE, End.EITHER, End.EXCLAIM, End.TRAIL),
    End.EXCLAIM: (End.EXCLAIM, End.STOP, End.NONE, End.EITHER, End.TRAIL),
    End.TRAIL: (End.TRAIL, End.STOP, End.NONE, End.EITHER, End.EXCLAIM),
    End.ASK: (End.ASK, End.EITHER),
}
"""The endings that a message may match, best first: a question never matches a statement, nor the reverse."""

_FINAL_MARKS = {
    Language.ENGLISH: {End.STOP: "。", End.EXCLAIM: "！", End.TRAIL: "……", End.ASK: "？"},
    Language.CHINESE: {End.STOP: ".", End.EXCLAIM: "!", End.TRAIL: "...", End.ASK: "?"},
}
"""By the message's language: how an answer in the other language ends."""


class Pair(NamedTuple):
    """A message in both languages.

    Attributes:
        english: in English.
        chinese: in Chinese, in Simplified characters.
        into: the only language to translate it into; None for both.
    """

    english: str
    chinese: str
    into: Language | None = None


class Phrasebook:
    """Short messages and their translations.

    Args:
        pairs: of two with the same source, the first one counts.
    """

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._pairs = tuple(pairs)

    @staticmethod
    def shipped() -> "Phrasebook":
        """The phrasebook that comes with Qiao; read once, each direction on first use."""
        return _shipped()

    def warm(self) -> None:
        """Read both directions now rather than on first use."""
        for index in (self._english, self._chinese):
            index.warm()

    def find(self, text: str, source: Language) -> str | None:
        """Translate a message that is in the phrasebook, exactly or apart from how it is typed.

        Case, punctuation, spaces, apostrophes, the Chinese script, drawn-out letters (`Nooope!!`), repetition
        (加油加油), shorthand (`r u ok`) and particles that do not change the meaning make no difference, except that a
        question only matches a question. The answer ends the way the message does.

        Args:
            text: a complete message without markup.
            source: its language.

        Returns:
            The translation in English or Simplified Chinese; None where there is none.
        """
        if source is Language.ENGLISH:
            index = self._english
        elif source is Language.CHINESE:
            index = self._chinese
        else:
            return None
        return index.find(text)

    @cached_property
    def _english(self) -> "_Index":
        into = Language.CHINESE
        return _Index(((p.english, p.chinese) for p in self._pairs if p.into in (None, into)), Language.ENGLISH)

    @cached_property
    def _chinese(self) -> "_Index":
        into = Language.ENGLISH
        return _Index(((p.chinese, p.english) for p in self._pairs if p.into in (None, into)), Language.CHINESE)


class _Index:
    """One direction of a phrasebook."""

    def __init__(self, pairs: Iterable[tuple[str, str]], source: Language) -> None:
        self._source = source
        self._exact: dict[str, str] = {}
        self._folded: dict[str, dict[End, str]] = {}
        for text, target in pairs:
            self._exact.setdefault(text, target)
            key, end = fold(text, source)
            if end is End.NONE:
                end = _ending_of(key, target, source)
            self._folded.setdefault(key, {}).setdefault(end, target)

    def warm(self) -> None:
        _ = self._squeezed

    def find(self, text: str) -> str | None:
        if (target := self._exact.get(text)) is not None:
            return target if text[-1] in ENDS else _without_stop(target)
        english = self._source is Language.ENGLISH
        if len(text) > LONGEST[self._source] or (english and text.count(" ") > _MAX_SPACES):
            return None
        key, end = fold(text, self._source)
        if not key:
            return None
        if not english and key not in self._folded:
            key = to_simplified(key)
        return self._find_key(key, end) or self._find_with_laughter(key, end)

    def _find_key(self, key: str, end: End) -> str | None:
        ends = next(filter(None, map(self._folded.get, variants(key, self._source))), None)
        if ends is None and LONG_RUN.search(key):
            ends = self._folded.get(self._squeezed.get(RUN.sub(r"\1", key), ""))
        if ends is None:
            return None
        kind = next((kind for kind in _COMPATIBLE[end] if kind in ends), None)
        return None if kind is None else _with_ending(ends[kind], kind, end, self._source)

    @cached_property
    def _squeezed(self) -> dict[str, str]:
        """The keys by their forms without double letters, where the form is unique."""
        keys: dict[str, str] = {}
        for key in self._folded:
            squeezed = RUN.sub(r"\1", key)
            keys[squeezed] = "" if squeezed in keys else key
        return keys

    def _find_with_laughter(self, key: str, end: End) -> str | None:
        """A message with laughter before or after it (`hahaha yesss`)."""
        english = self._source is Language.ENGLISH
        plain = normalize_laughter(key) if english else key
        found = (_ENGLISH_LAUGH if english else _HAN_LAUGH).search(plain)
        if not found or found.end() - found.start() == len(plain):
            return None
        before, after = found.groups()
        rest = (plain[found.end() :] if before else plain[: found.start()]).strip()
        target = self._find_key(rest, end)
        if target is None:
            return None
        laugh = _LAUGHS[self._source][(before or after)[: None if english else 1]]
        if english:
            return f"{laugh}，{target}" if before else f"{target.rstrip('。')}，{laugh}"
        return f"{laugh.capitalize()}, {lower_first(target)}" if before else f"{target.rstrip('.')} {laugh}"


def _ending_of(key: str, target: str, source: Language) -> End:
    """Whether a key without punctuation is a question, by its translation or its words."""
    if target.endswith(("?", "？")):
        return End.ASK
    asking = _ASKING_ENGLISH.match(key) if source is Language.ENGLISH else _ASKING_CHINESE.search(key)
    return End.EITHER if asking and target[-1].isalnum() else End.NONE


def lower_first(target: str) -> str:
    """A sentence after a comma: `I` and acronyms keep their capitals."""
    word = re.match(r"[A-Za-z']+", target)
    return (
        target
        if not word or word[0] == "I" or word[0].startswith("I'") or word[0][1:].lower() != word[0][1:]
        else (target[0].lower() + target[1:])
    )


def _with_ending(target: str, kind: End, end: End, source: Language) -> str:
    """Make an answer end the way the message does: with a full stop or exclamation mark only where that has one."""
    if end is End.NONE:
        return target.rstrip("!！") if kind is End.EXCLAIM else _without_stop(target)
    bare = target.rstrip(".!。！")
    marks = target[len(bare) :]
    if (
        bare.endswith(("?", "？", "…", "~", "～"))
        or marks.startswith("..")
        or (end is End.EXCLAIM and marks[:1] in ("!", "！"))
    ):
        return _EXCLAMATIONS.sub(r"\1", target)
    return bare + _FINAL_MARKS[source][end]


def _without_stop(target: str) -> str:
    """Remove the full stop, unless it is part of the last word (`p.m.`)."""
    return target if target.endswith("..") or _DOTTED.search(target) else target.rstrip(".。")


@cache
def _shipped() -> Phrasebook:
    return Phrasebook(_read())


def _read() -> Iterator[Pair]:
    """Read Qiao's own pairs first: they also correct the other file."""
    folder = files("bot.translation") / "data" / "phrasebook"
    into = {"": None, ">": Language.CHINESE, "<": Language.ENGLISH}
    for line in (folder / "own.tsv").read_text("utf-8").splitlines():
        if not line.startswith("# "):
            english, chinese, *sign = line.split("\t")
            yield Pair(english, chinese, into["".join(sign)])
    for line in (folder / "phrasebook.tsv").read_text("utf-8").splitlines():
        english, chinese = line.split("\t")
        # Lowercase entries are chat shorthand: readers are better served by `See you later` than by `cya`.
        yield Pair(english, chinese, Language.CHINESE if english[0].islower() else None)

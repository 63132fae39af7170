"""Words and idioms whose numerals are not numbers."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from bot.text.quantities import numerals

STARTS: Final = {
    **dict.fromkeys("$€£¥￥₩₹₽฿₱₫₺", ("money",)),
    **dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ", ("money", "block")),
    **dict.fromkeys("周週星礼禮", ("weekday",)),
    **dict.fromkeys("-−负", ("negative",)),
    "每": ("times", "every"),
    "一": ("times", "number"),
    "隔": ("every",),
    **dict.fromkeys("大前后後明昨去来下", ("relative",)),
    **dict.fromkeys("好几幾数上俩仨双翻正午", ("some",)),
    **dict.fromkeys("千万亿", ("some", "number")),
    "上": ("relative", "some"),
    "百": ("percent", "some", "number"),
    "零": ("negative", "number"),
    "第": ("ordinal",),
    "差": ("to",),
    "半": ("some", "half"),
    "打": ("tenth",),
}
_AFTER_FIXED: Final = frozenset("十百千万亿点年月米块")


@dataclass(frozen=True, slots=True)
class _Fixed:
    """Words whose numerals are not numbers.

    Attributes:
        words: all of them.
        shapes: by the first numeral in a word: its position and the length of the word; longest first.
    """

    words: frozenset[str]
    shapes: dict[str, tuple[tuple[int, int], ...]]

    def end(self, text: str, place: int) -> int | None:
        """The end of the fixed word whose first numeral is at a position; None if there is none."""
        for offset, length in self.shapes.get(text[place], ()):
            begin = place - offset
            end = begin + length
            if begin < 0 or end > len(text) or text[begin:end] not in self.words:
                continue
            if text[end - 1] not in numerals.ZH_CHARS or text[end : end + 1] not in _AFTER_FIXED:
                return end
        return None


@cache
def fixed_words() -> _Fixed:
    """Read the list in `data/fixed.zh.txt`."""
    table = files("bot.text.quantities").joinpath("data/fixed.zh.txt").read_text(encoding="utf-8")
    words = frozenset(line for line in table.splitlines() if line and line[0] != "#")
    shapes: dict[str, set[tuple[int, int]]] = {}
    for word in words:
        offset = next(
            place for place, char in enumerate(word) if char in STARTS or char in numerals.ZH_CHARS or char.isdecimal()
        )
        shapes.setdefault(word[offset], set()).add((offset, len(word)))
    return _Fixed(words, {char: tuple(sorted(found, key=lambda shape: -shape[1])) for char, found in shapes.items()})

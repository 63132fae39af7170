"""Reads numbers in words and figures of either language as exact decimals, and writes them without rounding."""
# ruff: noqa: PLR2004 - powers of ten and digits need no names

from decimal import Decimal
from typing import Final

_EN_SMALL: Final = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_EN_TENS: Final = {
    word: 10 * number
    for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
EN_SCALES: Final = {
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "grand": 1000,
    "mil": 10**6,
    "mln": 10**6,
    "mn": 10**6,
    "bn": 10**9,
    "k": 1000,
    "m": 10**6,
    "b": 10**9,
}
_EN_ORDINALS: Final = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth".split(),
        start=1,
    )
} | {word[:-1] + "ieth": number for word, number in _EN_TENS.items()}
EN_WORDS: Final = "|".join(sorted([*_EN_SMALL, *_EN_TENS], key=len, reverse=True))
EN_ORDINAL_WORDS: Final = "|".join(sorted(_EN_ORDINALS, key=len, reverse=True))
_HUNDRED: Final = 100

_ZH_DIGITS: Final = {char: number for number, char in enumerate("零一二三四五六七八九")}
_ZH_UNITS: Final = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_ZH_FOLD: Final = str.maketrans(
    "〇两兩壹贰叁肆伍陆柒捌玖拾佰仟萬億貳參陸弍", "零二二一二三四五六七八九十百千万亿二三六二"
)
ZH_CHARS: Final = "零〇一二三四五六七八九十百千万亿两兩廿卅壹贰叁肆伍陆柒捌玖拾佰仟萬億貳參陸"
_ZH_DIGIT_WORDS: Final = "零一二三四五六七八九"
_BIG_UNIT: Final = 10**4


def english_ordinal(word: str) -> int:
    """The value of an ordinal: `twenty-first`, `third`, `thirds`.

    Raises:
        KeyError: the word is not an ordinal.
    """
    first, _, last = word.lower().replace(" ", "-").rpartition("-")
    return (_EN_TENS[first] if first else 0) + _EN_ORDINALS[last if last in _EN_ORDINALS else last.removesuffix("s")]


class _EnglishNumber:
    """Builds a number word by word for as long as the words belong to one number."""

    def __init__(self) -> None:
        self._total, self._part, self._scale, self.empty = 0, -1, 10**15, True

    def take(self, word: str) -> bool:
        """Take another word if it continues the same number."""
        if word == "a":
            taken = self.empty and self._add(1)
        elif (small := _EN_SMALL.get(word)) is not None:
            taken = self._add(small)
        elif (tens := _EN_TENS.get(word)) is not None:
            taken = self._add(tens)
        else:
            taken = self._multiply(EN_SCALES[word])
        self.empty = self.empty and not taken
        return taken

    def _add(self, number: int) -> bool:
        part, ten = self._part, 10
        after_tens = 0 < number < ten and part % _HUNDRED >= 2 * ten and part % ten == 0
        if part < 0 or (number and part and part % _HUNDRED == 0) or (after_tens and part > 0):
            self._part = max(part, 0) + number
            return True
        return False

    def _multiply(self, scale: int) -> bool:
        if self._part <= 0:
            return False
        if scale == _HUNDRED:
            if self._part >= _HUNDRED:
                return False
            self._part *= _HUNDRED
        elif scale < self._scale:
            self._total, self._part, self._scale = self._total + self._part * scale, -1, scale
        else:
            return False
        return True

    @property
    def value(self) -> int:
        return self._total + max(self._part, 0)


def read_english(words: list[str]) -> tuple[int, int]:
    """The number that words start with, and how many words it takes.

    `and` may only join parts of one number ('two hundred and five'). Years said in two parts are read as years.

    Args:
        words: lowercase number words, scales, `a` and `and`.
    """
    number, taken = _EnglishNumber(), 0
    for place, word in enumerate(words):
        if word == "and":
            continue
        if not number.take(word):
            break
        taken = place + 1
    value, teens, twenty = number.value, 13, 20
    if taken == 1 and teens <= value <= twenty and len(words) > 1 and words[1] != "and":
        second, more = read_english(words[1:])
        if 10 <= second < _HUNDRED and more == len(words) - 1:
            return value * _HUNDRED + second, 1 + more
    return value, taken


def read_chinese(text: str) -> Decimal | None:  # noqa: C901 - one step for each kind of character
    """The value of a Chinese numeral: 三百五, 2.5万, 一九九八, 廿五, 贰佰; None if it is not one number (三四).

    Args:
        text: Chinese numerals and figures only.
    """
    folded = text.translate(_ZH_FOLD).replace("廿", "二十").replace("卅", "三十").replace(",", "")
    if not any(char in _ZH_UNITS for char in folded):
        return _read_digits(folded)
    total, section, number = Decimal(0), Decimal(0), None
    last_unit, figures, gap = 0, "", False
    for char in folded:
        if char.isdecimal() or char == ".":
            if number is not None and not figures:
                return None
            figures += char
            number = Decimal(figures) if figures != "." else None
            continue
        if char in _ZH_DIGITS:
            if figures or (number and char != "零"):
                return None
            number, gap = Decimal(_ZH_DIGITS[char]), gap or char == "零"
            continue
        unit = _ZH_UNITS[char]
        if unit < _BIG_UNIT:
            if number is None and unit != 10:
                return None
            section += (Decimal(1) if number is None else number) * unit
        else:
            section += number or 0
            if not section and not (total and unit == 10**8):
                return None
            total, section = (total + section) * unit if unit == 10**8 else total + section * unit, Decimal(0)
        number, figures, gap, last_unit = None, "", False, unit
    if number and last_unit >= _HUNDRED and not gap and number < 10:
        number = number * last_unit / 10
    return total + section + (number or 0)


def _read_digits(text: str) -> Decimal | None:
    if text[0].isdecimal():
        return Decimal(text) if not any(char in _ZH_DIGITS for char in text) else None
    if not all(char in _ZH_DIGITS for char in text):
        return None
    if len(text) == 2 and "零" not in text:
        return None
    return Decimal("".join(str(_ZH_DIGITS[char]) for char in text))


def plain(value: Decimal) -> str:
    """A number in full, without an exponent or trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _fits(value: Decimal, places: int) -> bool:
    return value == round(value, places)


def to_chinese(value: Decimal) -> str:
    """Write a number with Chinese units for large numbers: 2.5万, 5亿, 1.2万亿; never rounded."""
    size = abs(value)
    for unit, name in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万")):
        if size >= unit and _fits(value / unit, 4):
            return plain(value / unit) + name
    return plain(value) if size < _BIG_UNIT else f"{value:,f}"


def to_english(value: Decimal) -> str:
    """Write a number with English units for large numbers: 300,000, 1.52 billion; never rounded."""
    size = abs(value)
    for unit, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        if size >= unit and _fits(value / unit, 3):
            return f"{plain(value / unit)} {name}"
    text = plain(value)
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest}" if size >= _BIG_UNIT else text


def chinese_words(number: int) -> str:
    """A number below a hundred in Chinese words: 十四, 二十五."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _ZH_DIGIT_WORDS[tens]) + "十" if tens else ""
    return head + (_ZH_DIGIT_WORDS[ones] if ones or not tens else "")


_EN_BY_VALUE: Final = {number: word for word, number in (_EN_SMALL | _EN_TENS).items()}
_EN_ORDINAL_BY_VALUE: Final = {number: word for word, number in _EN_ORDINALS.items()}


def english_fraction(part: int, whole: int) -> str:
    """A fraction in English words if that is short ('two thirds'), otherwise in figures."""
    if whole == 2:
        return "half" if part == 1 else f"{part}/2"
    if part not in _EN_BY_VALUE or part > 10 or whole not in _EN_ORDINAL_BY_VALUE or whole > 10:
        return f"{part}/{whole}"
    name = "quarter" if whole == 4 else _EN_ORDINAL_BY_VALUE[whole]
    return f"{_EN_BY_VALUE[part]} {name}{'' if part == 1 else 's'}"


def english_word(number: int) -> str:
    """A number as an English word if it is small, otherwise in figures."""
    return _EN_BY_VALUE.get(number, str(number))


def ordinal_figures(number: int) -> str:
    """`1st`, `2nd`, `11th`."""
    teen = 10 < number % _HUNDRED < 20
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"

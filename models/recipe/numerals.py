"""PURE: numbers in the words of both languages, and random numbers."""
# ruff: noqa: PLR2004 - digits need no names

import math
import random

from bot.text.quantities.numerals import english_word

DIGITS = "零一二三四五六七八九"
"""The Chinese digits."""


def english_words(number: int) -> str:
    """A number below a trillion in words: `two hundred and five`."""
    if number <= 20:
        return english_word(number)
    if number < 100:
        ones = number % 10
        return english_word(number - ones) + (f"-{english_word(ones)}" if ones else "")
    size, name = next(
        each
        for each in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
        if number >= each[0]
    )
    rest = number % size
    joint = " and " if rest < 100 else " "
    return f"{english_words(number // size)} {name}{joint + english_words(rest) if rest else ''}"


def chinese_words(number: int, two: str = "两") -> str:
    """A number below a trillion in Chinese characters, as people count things: 两, 十五, 一百零五, 两万.

    Args:
        number: above 10,000, a multiple of 10,000; above 100 million, a multiple of that.
        two: how 2 is written: 二 after 第 and in 百分之.
    """
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if number >= size:
            return chinese_words(number // size) + name
    if number == 2:
        return two
    text, skipped = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            text += ("零" if skipped else "") + ("两" if digit == 2 and size > 10 else DIGITS[digit]) + name
        skipped = bool(text) and not digit
    return text[1:] if text.startswith("一十") else text or "零"


def drawn(rng: random.Random, choices: str) -> int:
    """One of `2|5|10`, or a number of `2-90`, both included; in wide ranges, smaller ones are more frequent."""
    if "-" not in choices:
        return int(rng.choice(choices.split("|")))
    low, high = map(int, choices.split("-"))
    if low and high > 20 * low:
        return round(math.exp(rng.uniform(math.log(low), math.log(high))))
    return rng.randint(low, high)

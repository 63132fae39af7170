"""PURE: random numbers, money and measures, as English and Chinese write them in chat.

Each public function makes one quantity in both languages from the options of a slot in `templates.tsv`.
"""
# ruff: noqa: PLR2004 - digits and shares need no names

import random
from decimal import Decimal

from bot.text.quantities.numerals import ordinal_figures, plain
from models.recipe.corpus import Pair
from models.recipe.numerals import DIGITS, chinese_words, drawn, english_words

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_MEASURES = {
    "km": (("{} km", "{}km", "{} kilometers"), "公里"),
    "miles": (("{} miles",), "英里"),
    "meters": (("{} meters", "{}m"), "米"),
    "cm": (("{} cm", "{}cm"), "厘米"),
    "kg": (("{} kg", "{}kg", "{} kilos"), "公斤"),
    "pounds": (("{} pounds", "{} lbs"), "磅"),
    "liters": (("{} liters",), "升"),
    "sqm": (("{} square meters",), "平方米"),
    "GB": (("{} GB", "{}GB"), "GB"),
    "MB": (("{} MB", "{}MB"), "MB"),
    "ms": (("{} ms", "{}ms"), "毫秒"),
    "degrees": (("{} degrees",), "度"),
}
_CURRENCIES = {
    "dollars": (("${}", "${}", "{} dollars", "{} bucks"), ("{}美元", "{}美元", "{}美金", "{}刀")),
    "yuan": (("{} yuan", "{} yuan", "¥{}", "{} RMB"), ("{}元", "{}块", "{}块钱")),
    "euros": (("€{}", "{} euros"), ("{}欧元",)),
    "pounds": (("£{}",), ("{}英镑",)),
}
_FRACTIONS = (
    ("a third", "三分之一"),
    ("two thirds", "三分之二"),
    ("a quarter", "四分之一"),
    ("three quarters", "四分之三"),
    ("half", "一半"),
    ("a fifth", "五分之一"),
    ("two fifths", "五分之二"),
    ("four fifths", "五分之四"),
    ("a tenth", "十分之一"),
)


def _is_round(number: int) -> bool:
    return len(str(number).rstrip("0")) == 1


def _rounded(rng: random.Random, number: int) -> int:
    """Keep one to three digits, as people do with most large numbers, and with all from ten million on."""
    is_exact = number < 10**7 and rng.random() < 0.15
    step = 1 if is_exact else 10 ** max(len(str(number)) - rng.randint(1, 3), 0)
    return number // step * step


def _english_amount(rng: random.Random, number: int) -> str:
    if number >= 10**9 and number % 10**7 == 0:
        return f"{plain(Decimal(number) / 10**9)} billion"
    if number >= 10**6 and number % 10**4 == 0 and rng.random() < 0.75:
        return plain(Decimal(number) / 10**6) + rng.choice((" million", " million", "M"))
    if 10**4 <= number < 10**6 and number % 100 == 0 and rng.random() < 0.35:
        return plain(Decimal(number) / 1000) + rng.choice(("k", "K", " thousand" if number % 1000 == 0 else "k"))
    return f"{number:,}"


def _chinese_amount(number: int) -> str:
    if number >= 10**8 and number % 10**6 == 0:
        return f"{plain(Decimal(number) / 10**8)}亿"
    if number >= 10**4 and number % 100 == 0:
        return f"{plain(Decimal(number) / 10**4)}万"
    return str(number)


def amount(rng: random.Random, choices: str) -> Pair:
    """A large number: `1.2 million`, 120万."""
    number = _rounded(rng, drawn(rng, choices))
    if _is_round(number) and rng.random() < 0.3:
        words = chinese_words(number)
        return english_words(number), words if rng.random() < 0.7 else _chinese_amount(number)
    return _english_amount(rng, number), _chinese_amount(number)


def count(rng: random.Random, choices: str) -> Pair:
    """A number before a measure word: `two`, 两."""
    number, style = drawn(rng, choices), rng.random()
    if style < (0.25 if number <= 100 else 0.1):
        return english_words(number), chinese_words(number)
    if number <= 12 and style < 0.5:
        return english_words(number), str(number)
    return str(number), chinese_words(number) if number <= 20 and style < 0.65 else str(number)


def number(rng: random.Random, choices: str) -> Pair:
    """A number in digits on both sides."""
    value = str(drawn(rng, choices))
    return value, value


def decimal(rng: random.Random, choices: str) -> Pair:
    """A number with one place or, below 10, two; the options give its whole part."""
    whole = drawn(rng, choices)
    value = f"{whole}.{rng.randint(1, 9)}{rng.randint(1, 9) if whole < 10 and rng.random() < 0.4 else ''}"
    return value, value


def percent(rng: random.Random, choices: str) -> Pair:
    """A percentage: `3.5 percent`, 百分之三点五. Listed numbers have no decimals."""
    whole = drawn(rng, choices or "1-99")
    tenth = rng.randint(1, 9) if "|" not in choices and whole < 100 and rng.random() < 0.35 else 0
    value = f"{whole}.{tenth}" if tenth else str(whole)
    spelled = "百" if whole == 100 else chinese_words(whole, "二") + (f"点{DIGITS[tenth]}" if tenth else "")
    english = value + rng.choice(("%", "%", " percent"))
    return english, f"百分之{spelled}" if rng.random() < 0.25 else f"{value}%"


def money(rng: random.Random, choices: str) -> Pair:
    """An amount of money, in the currency before it in the options, or any: `yuan 2-90`, `2-90`."""
    *currencies, numbers = choices.split()
    currency = currencies[0] if currencies else rng.choices(list(_CURRENCIES), (5, 5, 1, 1))[0]
    english_forms, chinese_forms = _CURRENCIES[currency]
    value = drawn(rng, numbers)
    if value < 100 and rng.random() < 0.2:
        price = f"{value}.{rng.choice((99, 50, 49, 25, 75))}"
        return english_forms[0].format(price), chinese_forms[0].format(price)
    if value >= 1000:
        value = _rounded(rng, value)
    chinese = chinese_words(value) if value <= 10 and rng.random() < 0.4 else _chinese_amount(value)
    return rng.choice(english_forms).format(_english_amount(rng, value)), rng.choice(chinese_forms).format(chinese)


def measure(rng: random.Random, choices: str) -> Pair:
    """A measure. The options are units, each followed by its numbers: `km 2-42 miles 2-26`."""
    words = choices.split()
    place = rng.randrange(len(words) // 2) * 2
    forms, unit = _MEASURES[words[place]]
    value = str(drawn(rng, words[place + 1]))
    if "-" in words[place + 1] and words[place] not in {"cm", "ms", "MB", "degrees"} and rng.random() < 0.25:
        value += f".{rng.randint(1, 9)}"
    return rng.choice(forms).format(value), value + unit


def ordinal(rng: random.Random, choices: str) -> Pair:
    """A place in an order: `third`, 第三; the measure word follows."""
    place = drawn(rng, choices)
    english = _ORDINALS[place - 1] if place <= 10 and rng.random() < 0.65 else ordinal_figures(place)
    return english, f"第{chinese_words(place, '二') if place <= 20 and rng.random() < 0.7 else place}"


def fraction(rng: random.Random, _: str) -> Pair:
    """A part of a whole."""
    return rng.choice(_FRACTIONS)


def between(rng: random.Random, choices: str) -> Pair:
    """A range of numbers within the options."""
    low, high = sorted(
        rng.sample(range(*(int(end) + more for end, more in zip(choices.split("-"), (0, 1), strict=True))), 2)
    )
    return rng.choice((f"{low} to {high}", f"{low}-{high}")), rng.choice(
        (f"{low}到{high}", f"{low}至{high}", f"{low}-{high}")
    )


def score(rng: random.Random, choices: str) -> Pair:
    """The score of a game; the winner's points are first."""
    low, high = sorted((drawn(rng, choices), drawn(rng, choices)))
    high += low == high
    return f"{high}-{low}", rng.choice((f"{high}比{low}", f"{high}:{low}"))


def version(rng: random.Random, _: str) -> Pair:
    """A version number."""
    value = f"{rng.randint(0, 12)}.{rng.randint(0, 30)}{rng.choice(('', f'.{rng.randint(0, 20)}'))}"
    return value, value


def code(rng: random.Random, choices: str) -> Pair:
    """Digits without a value; the options give their number."""
    value = "".join(rng.choices("0123456789", k=drawn(rng, choices)))
    return value, value


def times(rng: random.Random, choices: str) -> Pair:
    """How often: `twice`, 两次."""
    number = drawn(rng, choices)
    if number == 2 and rng.random() < 0.7:
        return "twice", rng.choice(("两次", "两次", "2次"))
    english, chinese = count(rng, str(number))
    return f"{english} times", f"{chinese}次"

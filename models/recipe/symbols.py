"""PURE: the model's special symbols, and how placeholders are inserted into pairs.

A placeholder `⟦k⟧` represents text that must come out unchanged: a mention, a link, an emoji. The model learns to copy
it from pairs in which both sides have the same one.
"""

import random
import re
from collections.abc import Sequence

from bot.text.symbols import MAX_PLACEHOLDERS
from bot.text.symbols import symbol as placeholder
from models.recipe.anchors import Anchor

TAGS = ("<2zh>", "<2en>")
PLACEHOLDERS = tuple(map(placeholder, range(MAX_PLACEHOLDERS)))

Pair = tuple[str, str]

_NAMES = dict(
    name.split("=")
    for name in """
    Tom=汤姆 Mary=玛丽 John=约翰 Bob=鲍勃 Jack=杰克 Jim=吉姆 Mike=迈克 Alice=爱丽丝 Bill=比尔 Jane=简 Sami=萨米
    Layla=莱拉 Joey=乔伊 Chandler=钱德勒 Monica=莫妮卡 Rachel=瑞秋 Ross=罗斯 Phoebe=菲比 Peter=彼得 David=大卫
    Emily=艾米丽 Lucy=露西 Ken=肯 Nancy=南希 Linda=琳达 Sam=山姆 George=乔治 Harry=哈利 Anna=安娜 Paul=保罗
    Mark=马克 Steven=史蒂文 Lily=莉莉 Boston=波士顿 London=伦敦 Paris=巴黎 Tokyo=东京 Beijing=北京
    Shanghai=上海 Australia=澳大利亚 Germany=德国
    """.split()
)
_SHARED = re.compile(r"(?<![\w⟦])(?:https?://\S+|[@#]\w+|\d[\d.,:%]*\d|\d|[A-Z][A-Za-z0-9]{2,})(?![\w⟧])")
_FIELD = re.compile(r"%\(\w+\)[sdif]|%\d*\$?[sdif]|\$?\{[^{}\s]{0,24}\}|\$\w+")
_MAX_SHARED = 3
_MAX_MARKED = 3
_TWO = 0.2
_MAX_FIELDS = 4


def replace_shared(pair: Pair, rng: random.Random) -> Pair | None:
    """Replace up to three numbers, Latin words or well-known names that occur once on each side.

    Returns:
        The new pair, or None if there are none.
    """
    english, chinese = pair
    found = [(m.group(), m.group()) for m in _SHARED.finditer(english) if _once(english, chinese, m.group())]
    found += [(e, z) for e, z in _NAMES.items() if re.search(rf"\b{e}\b", english) and _once(english, chinese, e, z)]
    if not found:
        return None
    symbols = rng.sample(PLACEHOLDERS, _MAX_SHARED)
    chosen = rng.sample(found, min(len(found), rng.randint(1, _MAX_SHARED)))
    for symbol, (e, z) in zip(symbols, chosen, strict=False):
        if _once(english, chinese, e, z):
            english, chinese = english.replace(e, symbol), chinese.replace(z, symbol)
    return (english, chinese) if "⟦" in english and "⟦" in chinese else None


def _once(english: str, chinese: str, one: str, other: str | None = None) -> bool:
    return english.count(one) == 1 and chinese.count(one if other is None else other) == 1


def add_at_ends(pair: Pair, rng: random.Random) -> Pair:
    """Put placeholders before or after both sides, where mentions, emoji and links are in chat."""
    english, chinese = pair
    one, other = rng.sample(PLACEHOLDERS, 2)
    if rng.random() < 0.5:  # noqa: PLR2004 - half of the time
        english, chinese = f"{one} {english}", f"{one} {chinese}"
    if rng.random() < 0.5 or "⟦" not in english:  # noqa: PLR2004 - half of the time
        english, chinese = f"{english} {other}", f"{chinese} {other}"
    return english, chinese


def add_marks(pair: Pair, anchors: Sequence[Anchor], rng: random.Random) -> Pair:
    """Put placeholders at one to three places: before, after or instead of corresponding words, or at the ends.

    Some places get two, as with two emoji in a row. Half of all pairs are numbered in the order of the English side, as
    in messages.
    """
    english, chinese = pair
    places = {(0, 0, 0, 0), (len(english), len(english), len(chinese), len(chinese))}
    for anchor in anchors:
        # A word with a placeholder before and after it must not be replaced as well.
        start, end, begins, ends = anchor.start, anchor.end, anchor.begins, anchor.ends
        way = rng.randrange(3)
        if way == 0:
            end, ends = start, begins
        elif way == 1:
            start, begins = end, ends
        places.add((start, end, begins, ends))
    chosen = _apart(rng.sample(sorted(places), min(len(places), rng.randint(1, _MAX_MARKED))))
    counts = [1 + (rng.random() < _TWO) for _ in chosen]
    total = sum(counts)
    symbols = iter(PLACEHOLDERS[:total] if rng.getrandbits(1) else rng.sample(PLACEHOLDERS, total))
    marks = [(place, [next(symbols) for _ in range(count)]) for place, count in zip(chosen, counts, strict=True)]
    for (start, end, *_), some in reversed(marks):
        english = _set(english, start, end, " ".join(some), " ")
    space = rng.choice(("", " "))
    for (*_, begins, ends), some in sorted(marks, key=lambda mark: mark[0][2:], reverse=True):
        chinese = _set(chinese, begins, ends, space.join(some), space)
    return english, chinese


def _apart(places: Sequence[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """The places, in English order, that do not overlap an earlier one on either side."""
    kept: list[tuple[int, int, int, int]] = []
    for place in sorted(places):
        start, _, begins, ends = place
        if all(end <= start and (ends <= first or last <= begins) for _, end, first, last in kept):
            kept.append(place)
    return kept


def _set(text: str, start: int, end: int, symbols: str, space: str) -> str:
    """Replace part of a text with symbols, separated by spaces from the rest."""
    before, after = text[:start], text[end:]
    left = space if before and not before[-1].isspace() else ""
    right = space if after and after[0] not in " ,.!?;:，。！？；：、'’" else ""
    return f"{before}{left}{symbols}{right}{after}"


def replace_fields(pair: Pair, rng: random.Random) -> Pair | None:
    """Replace the format fields of a translated string, such as `%s` and `{name}`.

    Returns:
        The new pair, or None if the sides do not have the same fields, each once.
    """
    english, chinese = pair
    found, others = _FIELD.findall(english), _FIELD.findall(chinese)
    if not 0 < len(found) <= _MAX_FIELDS or sorted(found) != sorted(others) or len(set(found)) != len(found):
        return None
    for field, symbol in zip(found, rng.sample(PLACEHOLDERS, len(found)), strict=True):
        english, chinese = english.replace(field, symbol, 1), chinese.replace(field, symbol, 1)
    return english, chinese

"""PURE: the symbols that the model knows beside words, and how pairs get placeholders.

A placeholder `⟦k⟧` stands for text that must come out unchanged: a mention, a link, an emoji. The model learns to carry
it over from pairs in which both sides hold the same one.
"""

import random
import re
from collections.abc import Sequence

from models.recipe.anchors import Anchor

TAGS = ("<2zh>", "<2en>")
PLACEHOLDERS = tuple(f"⟦{k}⟧" for k in range(10))

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
_MOST_SHARED = 3
_MOST_MARKED = 3
_TWO = 0.2
_MOST_FIELDS = 4


def shared(pair: Pair, rng: random.Random) -> Pair | None:
    """Replace up to three numbers, Latin words or well-known names that stand once on each side.

    Returns:
        None where there is nothing of the kind.
    """
    english, chinese = pair
    found = [(m.group(), m.group()) for m in _SHARED.finditer(english) if _once(english, chinese, m.group())]
    found += [(e, z) for e, z in _NAMES.items() if re.search(rf"\b{e}\b", english) and _once(english, chinese, e, z)]
    if not found:
        return None
    symbols = rng.sample(PLACEHOLDERS, _MOST_SHARED)
    chosen = rng.sample(found, min(len(found), rng.randint(1, _MOST_SHARED)))
    for symbol, (e, z) in zip(symbols, chosen, strict=False):
        if _once(english, chinese, e, z):
            english, chinese = english.replace(e, symbol), chinese.replace(z, symbol)
    return (english, chinese) if "⟦" in english and "⟦" in chinese else None


def _once(english: str, chinese: str, one: str, other: str | None = None) -> bool:
    return english.count(one) == 1 and chinese.count(one if other is None else other) == 1


def edges(pair: Pair, rng: random.Random) -> Pair:
    """Put placeholders in front of or behind both sides, as mentions, emoji and links stand in chat."""
    english, chinese = pair
    one, other = rng.sample(PLACEHOLDERS, 2)
    if rng.random() < 0.5:  # noqa: PLR2004 - by half
        english, chinese = f"{one} {english}", f"{one} {chinese}"
    if rng.random() < 0.5 or "⟦" not in english:  # noqa: PLR2004 - by half
        english, chinese = f"{english} {other}", f"{chinese} {other}"
    return english, chinese


def marked(pair: Pair, anchors: Sequence[Anchor], rng: random.Random) -> Pair:
    """Put placeholders at one to three places: before, behind or for words that stand for each other, or at the ends.

    At some places there are two, as two emoji stand. Half of all are numbered in order of the English side, as those of
    a message are.
    """
    english, chinese = pair
    places = {(0, 0, 0, 0), (len(english), len(english), len(chinese), len(chinese))}
    for anchor in anchors:
        # A word before and behind which something is put must not be replaced as well.
        start, end, begins, ends = anchor.start, anchor.end, anchor.begins, anchor.ends
        way = rng.randrange(3)
        if way == 0:
            end, ends = start, begins
        elif way == 1:
            start, begins = end, ends
        places.add((start, end, begins, ends))
    chosen = _apart(rng.sample(sorted(places), min(len(places), rng.randint(1, _MOST_MARKED))))
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
    """Those places, in English order, that overlap none before them on either side."""
    kept: list[tuple[int, int, int, int]] = []
    for place in sorted(places):
        start, _, begins, ends = place
        if all(end <= start and (ends <= first or last <= begins) for _, end, first, last in kept):
            kept.append(place)
    return kept


def _set(text: str, start: int, end: int, symbols: str, space: str) -> str:
    """Put symbols for a part of a text, spaces between them and what is no space."""
    before, behind = text[:start], text[end:]
    left = space if before and not before[-1].isspace() else ""
    right = space if behind and behind[0] not in " ,.!?;:，。！？；：、'’" else ""
    return f"{before}{left}{symbols}{right}{behind}"


def fields(pair: Pair, rng: random.Random) -> Pair | None:
    """Replace the format fields of a translated string, such as `%s` and `{name}`.

    Returns:
        None where the sides do not hold the same ones, each once.
    """
    english, chinese = pair
    found, others = _FIELD.findall(english), _FIELD.findall(chinese)
    if not 0 < len(found) <= _MOST_FIELDS or sorted(found) != sorted(others) or len(set(found)) != len(found):
        return None
    for field, symbol in zip(found, rng.sample(PLACEHOLDERS, len(found)), strict=True):
        english, chinese = english.replace(field, symbol, 1), chinese.replace(field, symbol, 1)
    return english, chinese

"""Protecting what the model cannot be trusted with: quantities, names and foreign words.

Each becomes a protected span, whose translation is given by rule.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.text import quantities
from bot.text.language import Language
from bot.text.markup import Kind, Role, Span
from bot.text.mixed import foreign_runs
from bot.text.script import to_simplified
from bot.text.segmenter import Segment
from bot.text.symbols import MAX_PLACEHOLDERS
from bot.translation.facts import festivals, names, places

_RANGED = frozenset({quantities.Kind.TIME, quantities.Kind.DATE, quantities.Kind.WEEKDAY})
_UNTIL = re.compile(r"\s?(?:[-–—~～]|到|至|\b(?:to|until|till|thru|through)\b)\s?")
_FROM = re.compile(r"(?:\bfrom |从|從)$", re.IGNORECASE)
_PLAIN = re.compile(r"[0-9]{1,3}")
_LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_WEEKS = {"下": "next ", "上": "last ", "next": "下", "last": "上"}
_RELATIVE_WEEK = re.compile(
    r"(?:(?<![上下马早晚天以])(?=[上下])|\b(?=[nl]))([上下]|next|last)(?:一?[个個]|(?<=[a-z]) )?$", re.IGNORECASE
)
_WEEKEND = "weekend"
_LETTER = re.compile(
    r"""
    (?<![\w'’.&+$£€/-]) (?<![rs]\.[ ])
    (?: [B-HJMPQSTXZ]
      | A (?= [ ](?:is|was|has|and|or|vs|than|to|but|isn['’]t|wasn['’]t)\b | [,;?!)] | \.?$ )
      | (?: (?<=(?:[Pp]lan|[Tt]eam|[Tt]ype)[ ]) | (?<=(?:[Cc]lass|[Gg]rade|[Gg]roup)[ ]) | (?<=[Aa]n[ ]) ) A )
    (?! [\w'’&+/-] | \.[ ]?[A-Z] | [ ]?: )
    """,
    re.VERBOSE,
)
"""A single capital that names something (`A is bigger than B`); not an article, `I`, or shorthand (`R U ok`)."""
_LAUGH = re.compile(r"(?:^|\s)(lo+l|lma+o+|lmfao+|rofl)\s*[.!]*$", re.IGNORECASE)
_LAUGHS = {"lol": "哈哈", "loo": "哈哈", "lma": "笑死", "lmf": "笑死", "rof": "笑死"}
"""Laughter at the end of a sentence, which models take for a place name."""
_LABELS = {
    "图片": "[image]",
    "视频": "[video]",
    "语音": "[voice message]",
    "链接": "[link]",
    "文件": "[file]",
    "表情": "[sticker]",
    "动画表情": "[sticker]",
    "位置": "[location]",
    "转发": "[forwarded]",
    "公告": "[Announcement]",
    "通知": "[Notice]",
    "置顶": "[Pinned]",
    "更新": "[Update]",
    "活动": "[Event]",
    "求助": "[Help wanted]",
    "已解决": "[Solved]",
}
"""Labels that apps and moderators put in brackets, and models drop."""
_ASKS = {"Q": "问", "A": "答", "问": "Q", "答": "A"}
_ASKED = re.compile(r"\s*([QA问答])(?=\s*[:：])")
_LABEL = re.compile(rf"[\[【]({'|'.join(_LABELS)})[\]】]")


class _Fact(NamedTuple):
    start: int
    end: int
    role: Role
    becomes: str | None


def protect_facts(segment: Segment, source: Language, *, strictly: bool = False) -> Segment:
    """Protect the facts in a segment's prose.

    Facts for which no placeholder is left remain prose; their translation is checked later.

    Args:
        segment: with its terms already protected.
        source: its language.
        strictly: also protect what a model usually gets right: quantities such as `three` in `three cats`, and the
            English words in a Chinese sentence.

    Returns:
        A segment of the same text.
    """
    left = MAX_PLACEHOLDERS - sum(span.kind is Kind.INLINE for span in segment.spans)
    spans: list[Span] = []
    for span in segment.spans:
        if span.kind is not Kind.PROSE or left <= 0:
            spans.append(span)
            continue
        past = 0
        for fact in _facts(span.text, source, strictly=strictly):
            if left <= 0:
                break
            if fact.start > past:
                spans.append(Span(Kind.PROSE, span.text[past : fact.start]))
            spans.append(Span(Kind.INLINE, span.text[fact.start : fact.end], fact.role, becomes=fact.becomes))
            past, left = fact.end, left - 1
        if past < len(span.text):
            spans.append(Span(Kind.PROSE, span.text[past:]))
    return Segment(tuple(_merge_emphasis(spans)))


def _merge_emphasis(spans: Sequence[Span]) -> Iterator[Span]:
    """Merge emphasis marks that enclose only protected spans with what they enclose."""
    at = 0
    while at < len(spans):
        span = spans[at]
        end = at
        if span.role is Role.OPEN and (end := _closing(spans, at)):
            run = spans[at : end + 1]
            becomes = "".join(part.written for part in run)
            yield Span(Kind.INLINE, "".join(part.text for part in run), Role.TERM, becomes=becomes)
        else:
            yield span
        at = max(at, end) + 1


def _closing(spans: Sequence[Span], opening: int) -> int:
    """The position of the closing mark if nothing between the marks needs the model; otherwise 0."""
    for at in range(opening + 1, len(spans)):
        span = spans[at]
        if span.role is Role.CLOSE and span.partner == spans[opening].partner:
            return at if at > opening + 1 else 0
        if span.kind is Kind.PROSE or span.role is Role.QUANTITY:
            return 0
    return 0


def _facts(text: str, source: Language, *, strictly: bool) -> Iterator[_Fact]:
    """Yield the facts in order; where two overlap, names win over quantities, and quantities over foreign runs."""
    found = [
        _Fact(name.start, name.end, Role.TERM, name.rendering)
        for name in (*festivals.find(text, source.value), *names.find(text, source.value))
    ]
    if strictly:
        found += [_Fact(place.start, place.end, Role.TERM, place.rendering) for place in _places(text, source)]
    counted = list(_merge_ranges(text, quantities.find(text, source.value), source))
    found += [
        _Fact(quantity.start, quantity.end, Role.QUANTITY, quantity.rendering)
        for quantity in counted
        if strictly or (quantity.carried and not _is_plain(text, quantity))
    ]
    found += [_Fact(start, end, Role.LITERAL, None) for start, end in foreign_runs(text, source)]
    if source is Language.ENGLISH:
        found += [_Fact(*letter.span(), Role.LITERAL, None) for letter in _LETTER.finditer(text)]
        if (laugh := _LAUGH.search(text)) is not None:
            found.append(_Fact(*laugh.span(1), Role.TERM, _LAUGHS[laugh[1][:3].lower()]))
    if asked := _ASKED.match(text):
        found.append(_Fact(*asked.span(1), Role.TERM, _ASKS[asked[1]]))
    if "[" in text or "【" in text:
        found += [_Fact(*label.span(), Role.TERM, _LABELS[label[1]]) for label in _LABEL.finditer(text)]
    if strictly and source is Language.CHINESE:
        found += [_Fact(*word.span(), Role.LITERAL, None) for word in _LATIN.finditer(text)]
    taken: list[_Fact] = []
    for fact in found:
        if all(fact.end <= other.start or other.end <= fact.start for other in taken):
            taken.append(fact)
    yield from sorted(taken)


def _places(text: str, source: Language) -> list[names.Name]:
    """Places, in either script, which models usually get right, in a better sentence if they see them."""
    simplified = to_simplified(text) if source is Language.CHINESE else text
    return places.find(simplified if len(simplified) == len(text) else text, source.value)


def _merge_ranges(text: str, found: list[quantities.Quantity], source: Language) -> Iterator[quantities.Quantity]:
    """Yield the quantities, with ranges of times, dates or weekdays merged into one."""
    before: quantities.Quantity | None = None
    for quantity in (_with_week(text, one) for one in found):
        if before is not None and _is_range(text, before, quantity):
            until = " to " if source is Language.CHINESE else "到"
            zone = _zone_prefix(quantity.rendering)
            rendering = f"{zone}{before.rendering}{until}{quantity.rendering.removeprefix(zone)}"
            start = before.start
            if (lead := _FROM.search(text, max(0, start - len("from ")), start)) is not None:
                start = lead.start()
                rendering = rendering if source is Language.ENGLISH else f"from {rendering}"
            before = replace(before, start=start, end=quantity.end, rendering=rendering, carried=True)
            continue
        if before is not None:
            yield before
        before = quantity
    if before is not None:
        yield before


def _with_week(text: str, quantity: quantities.Quantity) -> quantities.Quantity:
    """Extend a weekday by the `next` or `last` before it, which models drop (`next Tuesday`, 下礼拜二)."""
    if quantity.kind is not quantities.Kind.WEEKDAY:
        return quantity
    lead = _RELATIVE_WEEK.search(text, max(0, quantity.start - len("next ") - 1), quantity.start)
    if lead is None or quantity.rendering == _WEEKEND:
        return quantity
    rendering = f"{_WEEKS[lead[1].lower()]}{quantity.rendering}"
    return replace(
        quantity, start=lead.start(), rendering=rendering, carried=quantity.carried or text[quantity.start] in "礼禮"
    )


def _zone_prefix(rendering: str) -> str:
    """The time zone that a Chinese time begins with, which applies to the whole range."""
    found = quantities.ZONED.match(rendering)
    return found.group() if found is not None else ""


def _is_range(text: str, first: quantities.Quantity, second: quantities.Quantity) -> bool:
    return (
        first.kind is second.kind
        and first.kind in _RANGED
        and _UNTIL.fullmatch(text, first.end, second.start) is not None
    )


def _is_plain(text: str, quantity: quantities.Quantity) -> bool:
    """Whether it is a short number, which models usually get right, in a better sentence if they see it."""
    plain = quantity.kind in (quantities.Kind.NUMBER, quantities.Kind.COUNT)
    return plain and _PLAIN.fullmatch(text, quantity.start, quantity.end) is not None

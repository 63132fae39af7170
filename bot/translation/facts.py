"""What a model is not trusted with: quantities, names and words of another language go around it.

Each becomes a protected span that says by rule what stands for it in the translation.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.text import quantities
from bot.text.language import Language
from bot.text.markup import Kind, Role, Span
from bot.text.mixed import foreign_runs
from bot.text.placeholder import LIMIT
from bot.text.script import to_simplified
from bot.text.segmenter import Segment
from bot.translation import festivals, names, places

_RANGED = frozenset({quantities.Kind.TIME, quantities.Kind.DATE, quantities.Kind.WEEKDAY})
_UNTIL = re.compile(r"\s?(?:[-–—~～]|到|至|\b(?:to|until|till|thru|through)\b)\s?")
_FROM = re.compile(r"(?:\bfrom |从|從)$", re.IGNORECASE)
_PLAIN = re.compile(r"[0-9]{1,3}")
_LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_WEEKS = {"下": "next ", "上": "last ", "next": "下", "last": "上"}
_WEEK_BEFORE = re.compile(
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
"""A capital by itself, which names a thing (`A is bigger than B`); no article, no `I`, no word of chats (`R U ok`)."""
_LAUGH = re.compile(r"(?:^|\s)(lo+l|lma+o+|lmfao+|rofl)\s*[.!]*$", re.IGNORECASE)
_LAUGHS = {"lol": "哈哈", "loo": "哈哈", "lma": "笑死", "lmf": "笑死", "rof": "笑死"}
"""Laughter at the end of a sentence, which models take for the name of a place."""
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
"""What apps and moderators write in brackets, and models drop."""
_ASKS = {"Q": "问", "A": "答", "问": "Q", "答": "A"}
_ASKED = re.compile(r"\s*([QA问答])(?=\s*[:：])")
_LABEL = re.compile(rf"[\[【]({'|'.join(_LABELS)})[\]】]")


class _Fact(NamedTuple):
    start: int
    end: int
    role: Role
    becomes: str | None


def protect_facts(segment: Segment, source: Language, *, strictly: bool = False) -> Segment:
    """Protect the facts in the prose of a segment.

    Facts for which no placeholder is left remain prose; what the model makes of them is verified later.

    Args:
        segment: its terms protected already.
        source: its language.
        strictly: also protect what a model mostly gets right: quantities such as `three` in `three cats`, and the
            English words of a Chinese sentence.

    Returns:
        A segment of the same text.
    """
    room = LIMIT - sum(span.kind is Kind.INLINE for span in segment.spans)
    spans: list[Span] = []
    for span in segment.spans:
        if span.kind is not Kind.PROSE or room <= 0:
            spans.append(span)
            continue
        behind = 0
        for fact in _facts(span.text, source, strictly=strictly):
            if room <= 0:
                break
            if fact.start > behind:
                spans.append(Span(Kind.PROSE, span.text[behind : fact.start]))
            spans.append(Span(Kind.INLINE, span.text[fact.start : fact.end], fact.role, becomes=fact.becomes))
            behind, room = fact.end, room - 1
        if behind < len(span.text):
            spans.append(Span(Kind.PROSE, span.text[behind:]))
    return Segment(tuple(_merged(spans)))


def _merged(spans: Sequence[Span]) -> Iterator[Span]:
    """The spans, in which marks of emphasis around nothing but protected spans are one with them."""
    at = 0
    while at < len(spans):
        span = spans[at]
        end = at
        if span.role is Role.OPEN and (end := _closed(spans, at)):
            run = spans[at : end + 1]
            becomes = "".join(part.written for part in run)
            yield Span(Kind.INLINE, "".join(part.text for part in run), Role.TERM, becomes=becomes)
        else:
            yield span
        at = max(at, end) + 1


def _closed(spans: Sequence[Span], opening: int) -> int:
    """The place of the mark that closes another, where nothing between them is for a model; else 0."""
    for at in range(opening + 1, len(spans)):
        span = spans[at]
        if span.role is Role.CLOSE and span.partner == spans[opening].partner:
            return at if at > opening + 1 else 0
        if span.kind is Kind.PROSE or span.role is Role.QUANTITY:
            return 0
    return 0


def _facts(text: str, source: Language, *, strictly: bool) -> Iterator[_Fact]:
    """The facts in order; where two overlap, a name comes before a quantity, and that before a foreign run."""
    found = [
        _Fact(name.start, name.end, Role.TERM, name.rendering)
        for name in (*festivals.find(text, source.value), *names.find(text, source.value))
    ]
    if strictly:
        found += [_Fact(place.start, place.end, Role.TERM, place.rendering) for place in _places(text, source)]
    counted = list(_joined(text, quantities.find(text, source.value), source))
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
    """Places, in either script: what a model mostly gets right, and puts into a better sentence where it sees it."""
    simplified = to_simplified(text) if source is Language.CHINESE else text
    return places.find(simplified if len(simplified) == len(text) else text, source.value)


def _joined(text: str, found: list[quantities.Quantity], source: Language) -> Iterator[quantities.Quantity]:
    """Quantities, two times, dates or weekdays with a dash or `to` between them as one."""
    before: quantities.Quantity | None = None
    for quantity in (_from_now(text, one) for one in found):
        if before is not None and _goes_on(text, before, quantity):
            until = " to " if source is Language.CHINESE else "到"
            zone = _zone(quantity.rendering)
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


def _from_now(text: str, quantity: quantities.Quantity) -> quantities.Quantity:
    """A weekday with the `next` or `last` in front of it, which models drop (`next Tuesday`, 下礼拜二)."""
    if quantity.kind is not quantities.Kind.WEEKDAY:
        return quantity
    lead = _WEEK_BEFORE.search(text, max(0, quantity.start - len("next ") - 1), quantity.start)
    if lead is None or quantity.rendering == _WEEKEND:
        return quantity
    rendering = f"{_WEEKS[lead[1].lower()]}{quantity.rendering}"
    return replace(
        quantity, start=lead.start(), rendering=rendering, carried=quantity.carried or text[quantity.start] in "礼禮"
    )


def _zone(rendering: str) -> str:
    """The time zone that a time begins with in Chinese, which holds for a range as a whole."""
    found = quantities.ZONED.match(rendering)
    return found.group() if found is not None else ""


def _goes_on(text: str, first: quantities.Quantity, second: quantities.Quantity) -> bool:
    return (
        first.kind is second.kind
        and first.kind in _RANGED
        and _UNTIL.fullmatch(text, first.end, second.start) is not None
    )


def _is_plain(text: str, quantity: quantities.Quantity) -> bool:
    """Whether it is a short figure, which models get right mostly and put into a better sentence where they see it."""
    plain = quantity.kind in (quantities.Kind.NUMBER, quantities.Kind.COUNT)
    return plain and _PLAIN.fullmatch(text, quantity.start, quantity.end) is not None

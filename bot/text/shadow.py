"""Represents a message with one character per protected span, so that no boundary can fall inside a span."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

import regex

from bot.text.han import HAN
from bot.text.markup import Kind, Role, Span

OPAQUE, EMOJI, THING, OPEN, CLOSE, STRUCTURE = "\ue000\ue001\ue002\ue003\ue004\ue005"
"""The characters that represent spans; the parser protects private-use characters, so prose has none.

A THING is a hashtag, or an emoji that could replace a noun; every other emoji is an EMOJI.
"""

_SIGNS = {Role.EMOJI: EMOJI, Role.OPEN: OPEN, Role.CLOSE: CLOSE}
_MOOD = regex.compile(
    r"[☹☺♀♂✌✊✋✍✨❌❓❗❣❤💀💋💌👀👁👄👅👏👍👎👊👋👌🔥💥💢💦💨💤💯🎉🎊🎈🗿🗣🤌🤍🤎🥰🥱🥲🥳🥴🥵🥶🥸🥹🥺🧐🖕🖤🧡🙏🙌💩👻👽🤖🤏🤙-🤟🤦🤷🤲🫂🫠-🫨🫰-🫶⭐🌟⚡✅"
    r"\U0001F493-\U0001F49F\U0001F600-\U0001F64F\U0001F910-\U0001F92F\U0001F970-\U0001F97A\U0001F480\U0001F446-\U0001F450]"
)
_PICTOGRAPH = regex.compile(r"\p{Extended_Pictographic}|[\U0001F1E6-\U0001F1FF]")
_HASHTAG = regex.compile(r"[#＃][^\d#＃][^#＃]*$")
_KEYCAP = regex.compile(r"[0-9#*]\uFE0F?\u20E3")
_WORD_LAST = regex.compile(r"[\p{L}\p{N}][ ]?$")
_WORD_FIRST = regex.compile(r"[ ]?[\p{L}\p{N}]")
_HAN_WEIGHT = 2.5


class Shadow:
    """The text with its mapping back to the spans.

    Args:
        spans: a parsed message.

    Attributes:
        text: one character per protected span, and the prose unchanged.
        closing: maps the position of each OPEN to that of its CLOSE.
        loose: positions that cannot be part of a segment: structure, and detached marks, which callers add.
    """

    def __init__(self, spans: Sequence[Span]) -> None:
        texts = [span.text if span.kind is Kind.PROSE else _sign(span) for span in spans]
        if "\u20e3" in "".join(span.text for span in spans if span.role is Role.EMOJI):
            texts = [OPAQUE if _is_figure(spans, at) else text for at, text in enumerate(texts)]
        self.text = "".join(texts)
        self._spans = spans
        self._weights: Sequence[float]
        self._starts = [0, *accumulate(map(len, texts))]
        if self.text.isascii():  # only Latin prose, the most common case
            self._weights, self._inline = range(len(self.text) + 1), [0] * (len(self.text) + 1)
        else:
            self._weights = [0.0, *accumulate(_HAN_WEIGHT if HAN.match(c) else 1.0 for c in self.text)]
            self._inline = [0, *accumulate(OPAQUE <= c <= CLOSE for c in self.text)]
        ends = {span.partner: at for span, at in zip(spans, self._starts, strict=False) if span.role is Role.CLOSE}
        self.closing = {
            at: ends[span.partner]
            for span, at in zip(spans, self._starts, strict=False)
            if span.role is Role.OPEN and span.partner in ends
        }
        self.loose = {at for at, sign in enumerate(self.text) if sign == STRUCTURE}

    def spans(self, start: int, stop: int) -> tuple[Span, ...]:
        """The spans between two positions; prose is cut at the positions."""
        found: list[Span] = []
        index = bisect_right(self._starts, start) - 1
        while start < stop:
            span, first = self._spans[index], self._starts[index]
            index += 1
            end = min(self._starts[index], stop)
            if span.kind is Kind.PROSE:
                span = Span(Kind.PROSE, span.text[start - first : end - first])
            found.append(span)
            start = end
        return tuple(found)

    def source(self, start: int, stop: int) -> str:
        """The message text between two positions."""
        return "".join(span.text for span in self.spans(start, stop))

    def weight(self, start: int, stop: int) -> float:
        """The length between two positions in Latin letters; a Han character counts as 2.5."""
        return self._weights[stop] - self._weights[start]

    def inline(self, start: int, stop: int) -> int:
        """The number of protected spans between two positions."""
        return self._inline[stop] - self._inline[start]

    def pairs(self, start: int, stop: int) -> list[tuple[int, int]]:
        """The outermost pairs between two positions that are not loose, in order."""
        found: list[tuple[int, int]] = []
        at = start
        while at < stop:
            if at not in self.loose and (end := self.closing.get(at, stop)) < stop:
                found.append((at, end))
                at = end
            at += 1
        return found


def _is_figure(spans: Sequence[Span], at: int) -> bool:
    """Whether a span is a keycap between words of a line, where it represents a number (`选3️⃣这个`)."""
    if _KEYCAP.fullmatch(spans[at].text) is None or not 0 < at < len(spans) - 1:
        return False
    before, after = spans[at - 1], spans[at + 1]
    worded = before.kind is Kind.PROSE and after.kind is Kind.PROSE
    return worded and _WORD_LAST.search(before.text) is not None and _WORD_FIRST.match(after.text) is not None


def _sign(span: Span) -> str:
    if span.kind is Kind.STRUCTURE:
        return STRUCTURE
    if span.role is Role.EMOJI and _PICTOGRAPH.match(span.text) and not _MOOD.search(span.text):
        return THING
    if span.role is Role.LITERAL and _HASHTAG.match(span.text):
        return THING
    return _SIGNS.get(span.role or Role.LITERAL, OPAQUE)

"""Greetings with a name (`谢谢李哥`, `good night Mia`), which need no model once both parts are known."""

import re
from collections.abc import Sequence
from typing import Final

from bot.text.language import Language
from bot.text.markup import Kind, Role, Span
from bot.text.segmenter import Segment
from bot.translation.known.answers import find_answer
from bot.translation.terms import Terms, settled

_GREETINGS: Final = {
    Language.CHINESE: frozenset(
        """
        谢谢 谢谢你 谢谢您 谢谢啦 多谢 谢了 谢啦 感谢 早 早安 早啊 早上好 午安 下午好 晚上好 晚安 晚安啦 你好 你好啊
        您好 嗨 嘿 哈喽 再见 拜拜 回见 明天见 恭喜 恭喜你 恭喜恭喜 祝贺 生日快乐 新年快乐 圣诞快乐 节日快乐 对不起 抱歉
        不好意思 欢迎 欢迎回来 欢迎你 辛苦了 辛苦啦 加油 保重 好久不见 别急 别哭 别怕 别闹 等等我 救我 救命 快来 快点
        快跑 干得好 干得漂亮 好样的
        """.split()
    ),
    Language.ENGLISH: frozenset(
        re.split(
            r"\s+\|\s+|\n\s*",
            """thanks | thank you | thank u | ty | thx | tysm | hi | hey | hello | heya | good morning | morning | gm
            good night | goodnight | gn | night | good evening | good afternoon | bye | goodbye | bye bye | see you
            see ya | cya | congrats | congratulations | happy birthday | hbd | happy bday | happy new year
            merry christmas | sorry | sry | my bad | welcome | welcome back | wb | good job | gj | nice | nice one
            well done | good luck | love you | ily | miss you | hurry up""",
        )
    ),
}
_WORDED = re.compile(r"\w")
_SEPARATORS = " ,，、"
_STOPS = "!！.。~～ "
_MOST_SPANS = 3
_COMMA = {Language.CHINESE: ", ", Language.ENGLISH: "，"}


def settle_greeting(segment: Segment, source: Language, terms: Sequence[Terms]) -> Segment | None:
    """Settle a greeting with a name before or after it.

    Args:
        segment: with its names protected.
        source: its language, English or Chinese.
        terms: lists of terms from the server, which take precedence over the phrasebook.

    Returns:
        The segment with its greeting settled as well; None if it says more than that.
    """
    spans = segment.spans
    at = _greeting_position(spans)
    if at is None:
        return None
    words = spans[at].text.strip(_SEPARATORS)
    bare = words.rstrip(_STOPS)
    becomes = find_answer(bare, source, terms) if bare.lower() in _GREETINGS[source] else None
    if becomes is None:
        return None
    becomes = becomes.rstrip(_STOPS)
    comma = Span(Kind.PROSE, _COMMA[source])
    if at == 0:
        return Segment((*settled(bare, becomes).spans, comma, *spans[1:]))
    tail = (Span(Kind.PROSE, words[len(bare) :]),) if bare != words else ()
    return Segment((spans[0], comma, *settled(bare, _lower_first(becomes)).spans, *tail, *spans[2:]))


def _greeting_position(spans: Sequence[Span]) -> int | None:
    """The position of the words next to the one name; None if there is more than words and a name."""
    if not 1 < len(spans) <= _MOST_SPANS:
        return None
    worded = [at for at, span in enumerate(spans) if span.kind is Kind.PROSE and _WORDED.search(span.text)]
    names = [at for at, span in enumerate(spans) if span.role is Role.TERM]
    others = sum(span.kind is not Kind.PROSE for span in spans)
    return worded[0] if (worded, names) in (([0], [1]), ([1], [0])) and others == 1 else None


def _lower_first(english: str) -> str:
    return english if english.startswith(("I ", "I'")) else english[:1].lower() + english[1:]

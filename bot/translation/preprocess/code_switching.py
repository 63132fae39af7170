"""Messages that switch languages: where to split them, and which foreign words are only borrowed."""

from collections.abc import Iterator, Sequence

import regex

from bot.text.han import HAN
from bot.text.language import Language, identify
from bot.text.lexicon import COMMON
from bot.text.markup import Kind, Role, Span
from bot.text.segmenter import Gap, Segment

_HAN_WORD = regex.compile(r"\p{Han}{2}")
_LATIN_WORD = regex.compile(r"[A-Za-z][A-Za-z'’]*")
_CLAUSE_START = regex.compile(
    r"\s*(?:i|i'm|im|i'll|i've|i'd|you|you're|we|we're|we'll|they|they're|he|she|he's|she's|it|it's|this|that|that's|there|there's"
    r"|what|what's|who|where|when|why|how|please|pls|don't|dont|let's|let|thanks|thank|happy|good|see|today|tomorrow|tonight"
    r"|yesterday|no|never|everyone|everybody|just|my|your|our|welcome|congrats|congratulations|sorry|if|so|but|because)\b",
    regex.IGNORECASE,
)
"""How a complete English clause begins, so that the Chinese before it is not its subject."""
_SWITCH = regex.compile(
    r"(?<=[A-Za-z][,，；])(?=\p{Han})|(?<=\p{Han}[,，；])(?=[A-Za-z])"
    r"|(?<=[\p{Han}，。！？…～])[ \t]+(?=[A-Za-z])|(?<=[A-Za-z,.!?…])[ \t]+(?=\p{Han})"
)
_BORROWED_HAN = 4  # characters of a word or a name
_CLAUSE_HAN = regex.compile(
    r"[的了吗呢吧啊是在我你他她它们这那不没很太好都也就会要想有说去来么谢]"
    r"|见$|^(?:[请禁勿祝快别求谁哪几怎]|[今明昨后]天|[今明昨]晚|周[一二三四五六日末天]|星期|礼拜|记[得住]|欢迎|恭喜|加油|晚安|早安"
    r"|辛苦|注意|小心|必须|希望|为什么|保持)"
)
_MENTIONS = regex.compile(
    r"\b(?:pronounce|pronouncing|say|said|says|saying|spell|spells|spelled|write|wrote|writes|writing|type|typed|typing"
    r"|read|mean|means|meant|call|called|calls|character|characters|word|words|phrase|term|like|as|or|and|with|between"
    r"|of|for|by|in|to|at|from|is|are|was|the|a|an|my|your|use|using|learn|learning|love|eat|eating|try|tried"
    r"|explain|understand|(?:tell|told|show|showed|teach|taught)\s+(?:me|us|him|her|them|you))\s*$",
    regex.IGNORECASE,
)
"""How English ends that is about the Chinese after it, rather than a clause next to it."""
_CONTINUES = regex.compile(
    r"\b(?:think|thought|believe|guess|feel like|(?<!let me |let us )know|knew|hope|wish|because"
    r"|cuz|but|that|if|when|while|since|although|though|said|says|say)\s*$",
    regex.IGNORECASE,
)
"""How English ends that the Chinese after it continues."""
_LEAST_WORDS = 2
_WORD_HAN = 4  # characters of a word or a saying
_SEPARATORS = (Role.LINK, Role.EMOJI)


def is_borrowed_word(text: str) -> bool:
    """Whether the Han characters among English words are a word or name, as in `need 奶茶`, rather than a clause."""
    if len(HAN.findall(text)) > _BORROWED_HAN or _CLAUSE_HAN.search(text):
        return False
    return any(word.lower() in COMMON for word in _LATIN_WORD.findall(text))


def split_languages(segment: Segment) -> Iterator[Segment | Gap]:
    """Split a segment where a clause of one language is followed by a clause of the other.

    The split is at a link, an emoji or a space. A word or name of the other language is no clause (`I'm from 四川`).

    Args:
        segment: from `bot.text.segmenter.segment`.

    Yields:
        Segments and gaps that, joined, are the segment.
    """
    if not _is_mixed(segment):
        yield segment
        return
    spans = list(_split_prose(segment.spans))
    for at in range(1, len(spans)):
        left, right = spans[:at], spans[at:]
        between = None
        if left[-1].role in _SEPARATORS:
            between = left.pop()
        elif not (left[-1].kind is Kind.PROSE and right[0].kind is Kind.PROSE):
            continue
        before, after = _clause_language(left, followed=right), _clause_language(right)
        if before is not None and after is not None and before is not after and not _is_about(left, right):
            yield Segment(tuple(left))
            if between is not None:
                yield Gap(between.text)
            yield from _split_rest(right)
            return
    yield segment


def _split_rest(spans: list[Span]) -> Iterator[Segment | Gap]:
    """The second clause, preceded by its whitespace as a gap."""
    first = spans[0]
    bare = first.text.lstrip() if first.kind is Kind.PROSE else first.text
    if len(bare) < len(first.text):
        yield Gap(first.text[: len(first.text) - len(bare)])
        spans = [Span(Kind.PROSE, bare), *spans[1:]] if bare else spans[1:]
    yield from split_languages(Segment(tuple(spans)))


def _is_mixed(segment: Segment) -> bool:
    text = segment.text
    return not text.isascii() and HAN.search(text) is not None and _LATIN_WORD.search(text) is not None


def _split_prose(spans: tuple[Span, ...]) -> Iterator[Span]:
    for span in spans:
        if span.kind is not Kind.PROSE:
            yield span
            continue
        past = 0
        for switch in _SWITCH.finditer(span.text):
            yield Span(Kind.PROSE, span.text[past : switch.start()])
            past = switch.start()
        yield Span(Kind.PROSE, span.text[past:])


def _is_about(left: list[Span], right: list[Span]) -> bool:
    """Whether a clause is about the word after it (`How do you pronounce 谢谢?`)."""
    text = "".join(span.text for span in left)
    if _CONTINUES.search(text):
        return True
    return _MENTIONS.search(text) is not None and len(HAN.findall("".join(s.text for s in right))) <= _WORD_HAN


def _clause_language(spans: list[Span], followed: Sequence[Span] = ()) -> Language | None:
    """The language of a clause; None for a single word or name, and for mixed text.

    Args:
        spans: of the possible clause.
        followed: the spans after it; a Chinese word is a clause if an English clause follows.
    """
    text = " ".join(span.text for span in spans if span.kind is Kind.PROSE).strip()
    han, words = len(HAN.findall(text)), _LATIN_WORD.findall(text)
    if han and not words:
        is_clause = _CLAUSE_HAN.search(text) or (
            han >= _WORD_HAN and _CLAUSE_START.match("".join(span.text for span in followed)) is not None
        )
        return Language.CHINESE if is_clause and _HAN_WORD.search(text) else None
    if han or len(words) < _LEAST_WORDS or not any(word.lower() in COMMON for word in words):
        return None
    return Language.ENGLISH if identify(text).language is Language.ENGLISH else None

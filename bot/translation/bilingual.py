"""Messages in both languages: where one changes into the other, and whether they say the same thing twice."""

from collections import Counter
from collections.abc import Iterator, Sequence

import regex

from bot.nmt.types import Direction
from bot.text import quantities
from bot.text.language import Language, identify
from bot.text.lexicon import COMMON
from bot.text.markup import Kind, Role, Span
from bot.text.segmenter import Gap, Segment
from bot.translation.dictionary import FUNCTION_CHARACTERS, links
from bot.translation.phrasebook import Phrasebook
from bot.translation.polarity import keeps_polarity
from bot.translation.stemming import content
from bot.translation.typing_style import fold

LINKED = 0.7
"""Least share of the content words of either side that the dictionary links to the other, where they say the same.

On development pairs of chat, everyday sentences and film dialogue 40, 44 and 21 % reach it, with the model's help (see
`echoes`) 48, 64 and 30 %; of pairs that are neighbors in their set instead 0, 1 and 0.3 %. What is missed is translated
although it need not be; what is taken wrongly would be lost.
"""
_LOOSELY_LINKED = 0.45
_LEAST_LINKED = 2  # words, where there are so many
_SAME_WORDS = 0.35
_SAME_CHARACTERS = 0.45
_MUCH_THE_SAME = 0.6

_EN_ZH, _ZH_EN = Direction("en", "zh"), Direction("zh", "en")
_HAN = regex.compile(r"\p{Han}")
_HAN_WORD = regex.compile(r"\p{Han}{2}")
_LATIN_WORD = regex.compile(r"[A-Za-z][A-Za-z'’]*")
_NOT_LATIN = regex.compile(r"[\p{Han}，。！？；：、“”]+")
_NOT_HAN = regex.compile(r"[A-Za-z][A-Za-z'’,.!? ]*")
_BEGINS = regex.compile(
    r"\s*(?:i|i'm|im|i'll|i've|i'd|you|you're|we|we're|we'll|they|they're|he|she|he's|she's|it|it's|this|that|that's|there|there's"
    r"|what|what's|who|where|when|why|how|please|pls|don't|dont|let's|let|thanks|thank|happy|good|see|today|tomorrow|tonight"
    r"|yesterday|no|never|everyone|everybody|just|my|your|our|welcome|congrats|congratulations|sorry|if|so|but|because)\b",
    regex.IGNORECASE,
)
"""How an English clause begins that has all it needs, so that the Chinese before it is no subject of it."""
_CHANGE = regex.compile(
    r"(?<=[A-Za-z][,，；])(?=\p{Han})|(?<=\p{Han}[,，；])(?=[A-Za-z])"
    r"|(?<=[\p{Han}，。！？…～])[ \t]+(?=[A-Za-z])|(?<=[A-Za-z,.!?…])[ \t]+(?=\p{Han})"
)
_GUEST_HAN = 4  # characters of a word or a name
_QUESTION = regex.compile(r"[?？]")
_CLAUSE_HAN = regex.compile(
    r"[的了吗呢吧啊是在我你他她它们这那不没很太好都也就会要想有说去来么谢]"
    r"|见$|^(?:[请禁勿祝快别求谁哪几怎]|[今明昨后]天|[今明昨]晚|周[一二三四五六日末天]|星期|礼拜|记[得住]|欢迎|恭喜|加油|晚安|早安"
    r"|辛苦|注意|小心|必须|希望|为什么|保持)"
)
_SPEAKS_OF = regex.compile(
    r"\b(?:pronounce|pronouncing|say|said|says|saying|spell|spells|spelled|write|wrote|writes|writing|type|typed|typing"
    r"|read|mean|means|meant|call|called|calls|character|characters|word|words|phrase|term|like|as|or|and|with|between"
    r"|of|for|by|in|to|at|from|is|are|was|the|a|an|my|your|use|using|learn|learning|love|eat|eating|try|tried"
    r"|explain|understand|(?:tell|told|show|showed|teach|taught)\s+(?:me|us|him|her|them|you))\s*$",
    regex.IGNORECASE,
)
"""Ends of English that is about the Chinese behind it, rather than said beside it."""
_LEADS_IN = regex.compile(
    r"\b(?:think|thought|believe|guess|feel like|(?<!let me |let us )know|knew|hope|wish|because"
    r"|cuz|but|that|if|when|while|since|although|though|said|says|say)\s*$",
    regex.IGNORECASE,
)
"""Ends of English that the Chinese behind it goes on with."""
_LABEL = regex.compile(
    r"\b(?:EN|CN|ZH|ENG|CHN|English|Chinese)\s*[:：]|(?:中文|英文|英语|汉语|中|英)\s*[:：]", regex.IGNORECASE
)
_WORDS_A_HAN = 1.3  # more English than that says more than the Chinese does...
_SPARE_WORDS = 1.0  # ... unless it is a single word more
_LEAST_WORDS = 2
_WORD_HAN = 4  # characters of a word or a saying
_APART = (Role.LINK, Role.EMOJI)


def says_it_twice(english: str, chinese: str, *, linked: float = LINKED, least: int = _LEAST_LINKED) -> bool:
    """Whether the English and the Chinese of a message are translations of each other.

    Both must be linked to each other by the dictionary, hold the same quantities, be negated alike, and both or
    neither be a question.

    Args:
        english: the English prose of the message.
        chinese: its Chinese prose, Simplified.
        linked: least share of the content words of either side that the dictionary must link.
        least: words that it must link, where there are so many.
    """
    english, chinese = _LABEL.sub(" ", english).strip(), _LABEL.sub(" ", chinese).strip()
    if len(_LATIN_WORD.findall(english)) > _WORDS_A_HAN * len(_HAN.findall(chinese)) + _SPARE_WORDS:
        return False
    if bool(_QUESTION.search(english)) is not bool(_QUESTION.search(chinese)):
        return False
    return _are_known(english, chinese) or all(
        _covers(source, target, direction, linked, least)
        and keeps_polarity(source, target, direction)
        and quantities.agree(source, target, direction.source)
        for source, target, direction in ((english, chinese, _EN_ZH), (chinese, english, _ZH_EN))
    )


def echoes(english: str, from_chinese: str, chinese: str, from_english: str) -> bool:
    """Whether the model's translations tell what the dictionary leaves open: that a message says the same twice.

    Args:
        english: the English prose of the message.
        from_chinese: the model's English for its Chinese.
        chinese: its Chinese prose, Simplified.
        from_english: the model's Chinese for its English.
    """
    if _is_same(from_english, chinese, Language.CHINESE) or _is_same(from_chinese, english, Language.ENGLISH):
        return True
    words = _overlap(_words(english), _words(from_chinese))
    characters = _overlap(_characters(chinese), _characters(from_english))
    return (
        words >= _SAME_WORDS
        and characters >= _SAME_CHARACTERS
        and says_it_twice(
            english,
            chinese,
            linked=_LOOSELY_LINKED,
            least=1 if min(words, characters) >= _MUCH_THE_SAME else _LEAST_LINKED,
        )
    )


def _are_known(english: str, chinese: str) -> bool:
    """Whether the phrasebook has the one for the other."""
    book = Phrasebook.shipped()
    return _is_same(book.find(english, Language.ENGLISH), chinese, Language.CHINESE) or _is_same(
        book.find(chinese, Language.CHINESE), english, Language.ENGLISH
    )


def _is_same(known: str | None, text: str, language: Language) -> bool:
    return known is not None and fold(known, language)[0] == fold(text, language)[0]


def _without_figures(text: str, language: Language) -> str:
    """A text without its quantities, which are compared by value."""
    for quantity in reversed(quantities.find(text, language.value)):
        text = f"{text[: quantity.start]} {text[quantity.end :]}"
    return text


def _covers(source: str, target: str, direction: Direction, share: float, least: int) -> bool:
    language = Language(direction.source)
    linked, words = links(_without_figures(source, language), target, language)
    return words > 0 and linked >= max(share * words, min(words, least))


def _words(text: str) -> Counter[str]:
    return Counter(content(text.lower()))


def _characters(text: str) -> Counter[str]:
    return Counter(char for char in _HAN.findall(text) if char not in FUNCTION_CHARACTERS)


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    """The F1 of two bags: 1 where they are equal, 0 where they share nothing."""
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if shared else 0.0


def prose_by_language(text: str) -> tuple[str, str]:
    """The English and the Chinese of a prose that holds both."""
    return " ".join(_NOT_LATIN.sub(" ", text).split()), " ".join(_NOT_HAN.sub(" ", text).split())


def is_guest(text: str) -> bool:
    """Whether Han among English words is a word or a name, as in `need 奶茶`, and no clause."""
    if len(_HAN.findall(text)) > _GUEST_HAN or _CLAUSE_HAN.search(text):
        return False
    return any(word.lower() in COMMON for word in _LATIN_WORD.findall(text))


def split(segment: Segment) -> Iterator[Segment | Gap]:
    """Cut a segment where a clause of one language is followed by a clause of the other.

    That is at a link, an emoji or a space. A word or name of the other language is no clause (`I'm from 四川`).

    Args:
        segment: as `bot.text.segmenter.segment` gave it.

    Yields:
        Segments and gaps that, joined, are the segment.
    """
    if not _is_mixed(segment):
        yield segment
        return
    spans = list(_cut_prose(segment.spans))
    for at in range(1, len(spans)):
        left, right = spans[:at], spans[at:]
        between = None
        if left[-1].role in _APART:
            between = left.pop()
        elif not (left[-1].kind is Kind.PROSE and right[0].kind is Kind.PROSE):
            continue
        before, behind = _clause(left, followed=right), _clause(right)
        if before is not None and behind is not None and before is not behind and not _is_about(left, right):
            yield Segment(tuple(left))
            if between is not None:
                yield Gap(between.text)
            yield from _without_lead(right)
            return
    yield segment


def _without_lead(spans: list[Span]) -> Iterator[Segment | Gap]:
    """The second clause; the whitespace before it is a gap."""
    first = spans[0]
    bare = first.text.lstrip() if first.kind is Kind.PROSE else first.text
    if len(bare) < len(first.text):
        yield Gap(first.text[: len(first.text) - len(bare)])
        spans = [Span(Kind.PROSE, bare), *spans[1:]] if bare else spans[1:]
    yield from split(Segment(tuple(spans)))


def _is_mixed(segment: Segment) -> bool:
    text = segment.text
    return not text.isascii() and _HAN.search(text) is not None and _LATIN_WORD.search(text) is not None


def _cut_prose(spans: tuple[Span, ...]) -> Iterator[Span]:
    for span in spans:
        if span.kind is not Kind.PROSE:
            yield span
            continue
        behind = 0
        for change in _CHANGE.finditer(span.text):
            yield Span(Kind.PROSE, span.text[behind : change.start()])
            behind = change.start()
        yield Span(Kind.PROSE, span.text[behind:])


def _is_about(left: list[Span], right: list[Span]) -> bool:
    """Whether a clause is about the word behind it (`How do you pronounce 谢谢?`)."""
    text = "".join(span.text for span in left)
    if _LEADS_IN.search(text):
        return True
    return _SPEAKS_OF.search(text) is not None and len(_HAN.findall("".join(s.text for s in right))) <= _WORD_HAN


def _clause(spans: list[Span], followed: Sequence[Span] = ()) -> Language | None:
    """The language of a clause; None for a lone word or name, and for what is mixed itself.

    Args:
        spans: what may be one.
        followed: what stands behind it; a word of Chinese is a clause where a whole one follows.
    """
    text = " ".join(span.text for span in spans if span.kind is Kind.PROSE).strip()
    han, words = len(_HAN.findall(text)), _LATIN_WORD.findall(text)
    if han and not words:
        told = _CLAUSE_HAN.search(text) or (
            han >= _WORD_HAN and _BEGINS.match("".join(span.text for span in followed)) is not None
        )
        return Language.CHINESE if told and _HAN_WORD.search(text) else None
    if han or len(words) < _LEAST_WORDS or not any(word.lower() in COMMON for word in words):
        return None
    return Language.ENGLISH if identify(text).language is Language.ENGLISH else None

"""Messages in both languages that say the same thing twice, so that they need no translation."""

from collections import Counter

import regex

from bot.nmt.types import Direction
from bot.text import quantities
from bot.text.han import HAN
from bot.text.language import Language
from bot.translation.checks.polarity import keeps_polarity
from bot.translation.known.phrasebook import Phrasebook
from bot.translation.known.typing_style import fold
from bot.translation.lookup.dictionary import FUNCTION_CHARACTERS, count_links
from bot.translation.lookup.stemming import content

LINKED = 0.7
"""Least share of each side's content words that the dictionary links to the other, where both say the same.

Of development pairs of chat, everyday sentences and film dialogue, 40, 44 and 21 % reach it, and with the model's help
(see `is_same_in_both`) 48, 64 and 30 %; of neighboring sentences that are no pair, 0, 1 and 0.3 %. A miss is translated
unnecessarily; a false positive would be lost.
"""
_LOOSELY_LINKED = 0.45
_LEAST_LINKED = 2  # words, where there are so many
_SAME_WORDS = 0.35
_SAME_CHARACTERS = 0.45
_NEARLY_SAME = 0.6

_EN_ZH, _ZH_EN = Direction("en", "zh"), Direction("zh", "en")
_LATIN_WORD = regex.compile(r"[A-Za-z][A-Za-z'’]*")
_NOT_LATIN = regex.compile(r"[\p{Han}，。！？；：、“”]+")
_NOT_HAN = regex.compile(r"[A-Za-z][A-Za-z'’,.!? ]*")
_QUESTION = regex.compile(r"[?？]")
_LABEL = regex.compile(
    r"\b(?:EN|CN|ZH|ENG|CHN|English|Chinese)\s*[:：]|(?:中文|英文|英语|汉语|中|英)\s*[:：]", regex.IGNORECASE
)
_WORDS_PER_HAN = 1.3  # more English than this says more than the Chinese ...
_SPARE_WORDS = 1.0  # ... unless it is only one word more


def are_translations(english: str, chinese: str, *, linked: float = LINKED, least: int = _LEAST_LINKED) -> bool:
    """Whether the English and the Chinese of a message are translations of each other.

    The dictionary must link them, and they must have the same quantities, the same negations, and both or neither be a
    question.

    Args:
        english: the English prose of the message.
        chinese: its Chinese prose, Simplified.
        linked: least share of each side's content words that the dictionary must link.
        least: words that it must link, where there are that many.
    """
    english, chinese = _LABEL.sub(" ", english).strip(), _LABEL.sub(" ", chinese).strip()
    if len(_LATIN_WORD.findall(english)) > _WORDS_PER_HAN * len(HAN.findall(chinese)) + _SPARE_WORDS:
        return False
    if bool(_QUESTION.search(english)) is not bool(_QUESTION.search(chinese)):
        return False
    return _are_in_phrasebook(english, chinese) or all(
        _is_covered(source, target, direction, linked, least)
        and keeps_polarity(source, target, direction)
        and quantities.agree(source, target, direction.source)
        for source, target, direction in ((english, chinese, _EN_ZH), (chinese, english, _ZH_EN))
    )


def is_same_in_both(english: str, from_chinese: str, chinese: str, from_english: str) -> bool:
    """Whether a message says the same in both languages, judged with the help of the model's translations.

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
        and are_translations(
            english,
            chinese,
            linked=_LOOSELY_LINKED,
            least=1 if min(words, characters) >= _NEARLY_SAME else _LEAST_LINKED,
        )
    )


def _are_in_phrasebook(english: str, chinese: str) -> bool:
    """Whether the phrasebook translates one as the other."""
    book = Phrasebook.shipped()
    return _is_same(book.find(english, Language.ENGLISH), chinese, Language.CHINESE) or _is_same(
        book.find(chinese, Language.CHINESE), english, Language.ENGLISH
    )


def _is_same(known: str | None, text: str, language: Language) -> bool:
    return known is not None and fold(known, language)[0] == fold(text, language)[0]


def _without_figures(text: str, language: Language) -> str:
    """The text without its quantities, which are compared by value."""
    for quantity in reversed(quantities.find(text, language.value)):
        text = f"{text[: quantity.start]} {text[quantity.end :]}"
    return text


def _is_covered(source: str, target: str, direction: Direction, share: float, least: int) -> bool:
    language = Language(direction.source)
    linked, words = count_links(_without_figures(source, language), target, language)
    return words > 0 and linked >= max(share * words, min(words, least))


def _words(text: str) -> Counter[str]:
    return Counter(content(text.lower()))


def _characters(text: str) -> Counter[str]:
    return Counter(char for char in HAN.findall(text) if char not in FUNCTION_CHARACTERS)


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    """The F1 score of two bags: 1 if they are equal, 0 if they share nothing."""
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if shared else 0.0


def prose_by_language(text: str) -> tuple[str, str]:
    """Separate prose into its English and its Chinese."""
    return " ".join(_NOT_LATIN.sub(" ", text).split()), " ".join(_NOT_HAN.sub(" ", text).split())

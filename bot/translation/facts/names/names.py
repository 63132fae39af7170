"""Finding and verifying names in either language."""

import re

from bot.translation.facts.names import chinese, english
from bot.translation.facts.names.pinyin import romanize, spell
from bot.translation.facts.names.tables import people, people_in_chinese, titles
from bot.translation.facts.names.types import Name

_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
_IGNORED = re.compile(r"[\s'’.·\-]+")
_SPELLINGS = str.maketrans({"ü": "u", "v": "u"})
_PREFIXES = ("Xiao ", "Lao ", "Ah ")
_LONGEST = 4  # characters of a Chinese name
_FEWEST = 2


def find(text: str, language: str) -> list[Name]:
    """Find the names of people and the titles of works that a translation must keep.

    Args:
        text: prose, preferably one sentence.
        language: of the text, `en` or `zh`; nothing is found in other languages.

    Returns:
        From left to right, without overlap.
    """
    if language == "zh":
        return chinese.find(text)
    return english.find(text) if language == "en" else []


def keeps(source: str, target: str, language: str) -> bool:
    """Whether a translation has every name of its source.

    Args:
        source: the text.
        target: its translation.
        language: of the source, `en` or `zh`.

    Returns:
        Also True if there are no names.
    """
    names = find(source, language)
    if not names:
        return True
    occurs = _occurs_in_english if language == "zh" else _occurs_in_chinese
    return all(occurs(source[name.start : name.end], name.rendering, target) for name in names)


def warm() -> None:
    """Read the tables and the pinyin dictionary now rather than with the first message."""
    chinese.warm()
    english.warm()


def _occurs_in_english(name: str, rendering: str, target: str) -> bool:
    folded = _fold(target)
    if name.startswith("《"):
        return name[1:-1] in target or _fold(rendering.strip("《》")) in folded
    if _fold(rendering) in folded or name in target:
        return True
    # `Old Li` for Lao Li, `Ms. Chen` for Teacher Chen, `Jing Chen` for Chen Jing: every part that is a name occurs.
    words = rendering.split()
    wanted = words[1:] if rendering.startswith(_PREFIXES) or _has_title(name, rendering) else words
    if all(_fold(word) in folded for word in wanted):
        return True
    return name in people() and _fold(romanize(name)) in folded


def _has_title(name: str, rendering: str) -> bool:
    return " " in rendering and name not in people() and not romanize(name).startswith(rendering.partition(" ")[0])


def _occurs_in_chinese(name: str, rendering: str, target: str) -> bool:
    folded = _fold(target)
    if _fold(name) in folded or rendering.strip("《》") in target:
        return True
    if (chinese_name := people_in_chinese().get(name.lower())) and chinese_name in target:
        return True
    if any(chinese_title in target for chinese_title, title in titles().items() if title == name):
        return True
    wanted = _fold(name)
    return any(
        _fold(spell(run[start : start + size])) == wanted
        for run in _HAN.findall(target)
        for size in range(_FEWEST, _LONGEST + 1)
        for start in range(len(run) - size + 1)
    )


def _fold(text: str) -> str:
    return _IGNORED.sub("", text).casefold().translate(_SPELLINGS)

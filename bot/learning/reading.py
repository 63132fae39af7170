"""How Chinese words are said: Hanyu Pinyin with tone marks (ISO 7098)."""

import os
from collections.abc import Iterable, Sequence
from functools import cache

import regex

# pypinyin's own words are left out: CC-CEDICT has three times as many, and reading them would hold up the event loop.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

from pypinyin import Style, lazy_pinyin
from pypinyin.contrib.tone_convert import to_tone

from bot.learning.cedict import Dictionary, Entry
from bot.learning.gloss import definitions

_NUMBER = r"(?:[0-9一二两三四五六七八九十百千万几每这那哪半]|第.)$"
_USUAL = {"长": "cháng", "得": "de", "地": "de", "教": "jiāo", "弹": "tán", "哦": "ò", "嗯": "ǹg", "喔": "ō"}
"""Characters that as words by themselves are mostly said otherwise than pypinyin says them."""
_AROUND = [
    ("长", "", r"(?:得|着|了|出|满|高|胖|大|这么|那么)", "zhǎng"),
    ("得", r"(?:[我你您他她它们咱谁]|还|就|都|也|总|必|可|又)$", r"(?![很太真好更比多最])", "děi"),
    ("地", r"[在这那扫拖种块]$", "", "dì"),
    ("只", _NUMBER, "", "zhī"),
    ("行", _NUMBER, "", "háng"),
    ("还", "", r"(?:[钱书清债款贷]|[你我他她](?:们)?(?:的)?钱|[你我他她]$)", "huán"),
    ("种", "", r"[树花菜地田草瓜]", "zhòng"),
    ("干", r"[晒擦吹风烘口]$", "", "gān"),
    ("空", r"[有没抽得]$", "", "kòng"),
    ("重", "", r"[新做写看发来]", "chóng"),
    ("觉", r"(?:睡.{0,3}|[一个])$", "", "jiào"),
    ("着", r"[找睡猜买]不$", "", "zháo"),
    ("为", r"[以称作]\p{Han}{1,6}$", "", "wéi"),
]
"""What the words around tell of a character that is said in several ways: what ends before it, what begins behind."""
_READINGS = {
    character: [
        (regex.compile(before), regex.compile(behind), reading)
        for c, before, behind, reading in _AROUND
        if c == character
    ]
    for character, *_ in _AROUND
}
_VOWEL = regex.compile(r"[aāáǎàoōóǒòeēéěè]")
_HAN = regex.compile(r"\p{Han}")
_RUN = regex.compile(r"\p{Han}+|\P{Han}+")
_OLD = regex.compile(r"\((?:archaic|old|literary|dialect)\)")


def read(word: str, before: str, behind: str, dictionary: Dictionary) -> tuple[str, Entry | None]:
    """How a word is said where it stands, and the entry of the dictionary that is read so.

    Args:
        word: one that holds Han, in Simplified characters.
        before: the text in front of it.
        behind: the text that follows.
        dictionary: where it is looked up.

    Returns:
        The pinyin, empty where nobody knows it; and None where the dictionary does not have the word.
    """
    entries = dictionary.entries(word)
    if len(word) > 1 and entries:
        entry = main(entries)
        return written(entry.reading), entry
    if len(word) > 1:
        runs = (_joined(_characters(run)) if _HAN.match(run) else run for run in _RUN.findall(word))
        return " ".join(filter(None, runs)), None
    reading = _lone(word, before, behind) or (written(main(entries).reading) if entries else "")
    fitting = [entry for entry in entries if written(entry.reading) == reading]
    return reading, main(fitting or entries) if entries else None


def main(entries: Sequence[Entry]) -> Entry:
    """The entry that is meant where nothing tells; there is at least one."""
    return max(entries, key=_weight)


def written(reading: str) -> str:
    """Pinyin with tone marks from CC-CEDICT's numbers: `Xi1 an1` is `Xī'ān`."""
    return _joined(_syllable(syllable) for syllable in reading.split())


@cache
def _syllable(syllable: str) -> str:
    # to_tone knows no capital vowels.
    toned = str(to_tone(syllable.lower().replace("u:", "ü")))
    return toned.capitalize() if syllable[0].isupper() else toned


def _joined(syllables: Iterable[str]) -> str:
    line = ""
    for syllable in syllables:
        apostrophe = line[-1:].isalpha() and _VOWEL.match(syllable)
        line += f"'{syllable}" if apostrophe else syllable
    return line


def _lone(character: str, before: str, behind: str) -> str:
    for ending, beginning, reading in _READINGS.get(character, ()):
        if ending.search(before) and beginning.match(behind):
            return reading
    return _USUAL.get(character) or "".join(_characters(character))


def _characters(text: str) -> list[str]:
    """Each character as it is mostly said; a few that were made in Japan are not said at all."""
    return list(lazy_pinyin(text, style=Style.TONE, errors="ignore"))


def _weight(entry: Entry) -> tuple[bool, bool, bool, int, bool, int]:
    """Words go before names, what is still said before what was, then what means more.

    Of two that mean as much, the one that is said lightly: `dong1 xi5`, thing, and not `dong1 xi1`, east and west.
    """
    meanings = list(definitions(entry.glosses))
    return (
        not entry.reading[:1].isupper(),
        bool(meanings) and not _OLD.match(meanings[0]),
        "5" not in entry.reading.partition(" ")[0] or " " not in entry.reading,
        len(meanings),
        "5" in entry.reading,
        len(entry.glosses),
    )

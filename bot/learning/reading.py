"""How Chinese words are pronounced: Hanyu Pinyin with tone marks (ISO 7098)."""

import os
from collections.abc import Iterable, Sequence
from functools import cache

import regex

# pypinyin's own phrases are left out: CC-CEDICT has three times as many, and loading them would block the event loop.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.contrib.tone_convert import to_tone

from bot.learning.cedict import Dictionary, Entry
from bot.learning.gloss import definitions

_NUMBER = r"(?:[0-9一二两三四五六七八九十百千万几每这那哪半]|第.)$"
_USUAL = {"长": "cháng", "得": "de", "地": "de", "教": "jiāo", "弹": "tán", "哦": "ò", "嗯": "ǹg", "喔": "ō"}
"""Characters that as words by themselves are usually pronounced differently from what pypinyin says."""
_USUAL_OF_WORDS = {
    "好吃": "hǎochī", "女人": "nǚrén", "大都": "dàdōu", "澄清": "chéngqīng", "口角": "kǒujiǎo", "发卡": "fàqiǎ",
    "切口": "qiēkǒu", "省事": "shěngshì", "落空": "luòkōng", "铁杆": "tiěgǎn", "前传": "qiánzhuàn", "小儿": "xiǎo'ér",
    "分子": "fēnzǐ", "花儿": "huār", "播种": "bōzhǒng", "卵子": "luǎnzǐ", "老公": "lǎogōng",
}  # fmt: skip
"""Likewise, words of which the dictionary explains another reading at greater length."""
_PHRASES = {
    "你好": "nǐ hǎo", "您好": "nín hǎo", "早上好": "zǎoshang hǎo", "新年快乐": "xīnnián kuàilè",
    "生日快乐": "shēngrì kuàilè", "圣诞快乐": "Shèngdàn kuàilè", "没关系": "méi guānxi", "不好意思": "bù hǎoyìsi",
}  # fmt: skip
"""Greetings and courtesies that are entries of the dictionary, but are written as several words in pinyin."""
_CONTEXTS = [
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
    ("传", "", "》", "zhuàn"),
    ("数", "", r"[到一了着钱]|不清|得清", "shǔ"),
    ("量", "", r"[一了]下|量|体温|血压|身高|尺寸", "liáng"),
    ("倒", r"[他她它我你们摔跌撞推绊病晕昏吓]$", r"[了下在地]", "dǎo"),
    ("切", "", r"[菜肉片丝块开蛋]|成|水果|西瓜|洋葱|土豆", "qiē"),
    ("看", "", r"[家门](?:$|\P{Han}|狗)|孩子|小孩", "kān"),
    ("和", "", r"面(?:$|\P{Han}|[的时机团])", "huó"),
    ("背", "", r"书包|背包|[着了起](?:书|[他她我你它]|孩)", "bēi"),
    ("为", r"[以称作]\p{Han}{1,6}$", "", "wéi"),
]
"""Characters with several pronunciations, each with the context before and after it that selects one."""
_READINGS = {
    character: [
        (regex.compile(before), regex.compile(after), reading)
        for c, before, after, reading in _CONTEXTS
        if c == character
    ]
    for character, *_ in _CONTEXTS
}
_VOWEL = regex.compile(r"[aāáǎàoōóǒòeēéěè]")
_HAN = regex.compile(r"\p{Han}")
_RUN = regex.compile(r"\p{Han}+|\P{Han}+")
_OLD = regex.compile(r"\((?:archaic|old|literary|dialect)\)")


def read(word: str, before: str, after: str, dictionary: Dictionary) -> tuple[str, Entry | None]:
    """The pronunciation of a word in its context, and the dictionary entry with that pronunciation.

    Args:
        word: containing Han characters, in Simplified.
        before: the text before it.
        after: the text after it.
        dictionary: to look it up in.

    Returns:
        The pinyin, empty if it is unknown; and the entry, None if the dictionary does not have the word.
    """
    entries = dictionary.entries(word)
    if len(word) > 1 and entries:
        usual = _USUAL_OF_WORDS.get(word)
        entry = main([entry for entry in entries if written(entry.reading) == usual] or entries)
        return _PHRASES.get(word) or written(entry.reading), entry
    if len(word) > 1:
        runs = (_joined(_characters(run)) if _HAN.match(run) else run for run in _RUN.findall(word))
        return " ".join(filter(None, runs)), None
    reading = _lone(word, before, after) or (written(main(entries).reading) if entries else "")
    fitting = [entry for entry in entries if written(entry.reading) == reading]
    return reading, main(fitting or entries) if entries else None


def main(entries: Sequence[Entry]) -> Entry:
    """The most likely of at least one entry, without any context."""
    return max(entries, key=_weight)


def written(reading: str) -> str:
    """Pinyin with tone marks from CC-CEDICT's numbers: `Xi1 an1` is `Xī'ān`."""
    words: list[list[str]] = []
    for syllable in reading.split():
        toned = _syllable(syllable)
        # The parts of a name begin with a capital: `Xi1 an1` is one, `Zhang1 Wei3` two.
        if not words or (toned[:1].isupper() and syllable[0].isalpha()):
            words.append([])
        words[-1].append(toned)
    return " ".join(map(_joined, words))


def readings(character: str) -> list[str]:
    """All readings of a character, the usual one first."""
    return list(pinyin(character, style=Style.TONE, heteronym=True, errors="ignore")[0:1][0]) if character else []


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


def _lone(character: str, before: str, after: str) -> str:
    for ending, beginning, reading in _READINGS.get(character, ()):
        if ending.search(before) and beginning.match(after):
            return reading
    return _USUAL.get(character) or "".join(_characters(character))


def _characters(text: str) -> list[str]:
    """The usual pronunciation of each character; a few characters made in Japan have none."""
    return list(lazy_pinyin(text, style=Style.TONE, errors="ignore"))


def plain_syllable(character: str) -> str:
    """The usual pronunciation of a character without its tone; empty if it has none."""
    found = lazy_pinyin(character, style=Style.NORMAL, errors="ignore")
    return str(found[0]) if found else ""


def _weight(entry: Entry) -> tuple[bool, bool, bool, int, bool, int]:
    """A sort key that prefers words over names, current over archaic senses, then more definitions.

    Between equals it prefers a neutral tone: `dong1 xi5`, thing, over `dong1 xi1`, east and west.
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

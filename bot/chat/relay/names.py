"""Extracts names from display names, and finds them in texts.

A name that is also a word must not keep the word from being translated, so such names are left out.
"""

import unicodedata
from collections.abc import Iterable, Iterator

import regex

from bot.errors import TermError
from bot.learning.words import LONGEST as LONGEST_WORD
from bot.learning.words import is_word
from bot.text.language import Language
from bot.text.lexicon import COMMON, NEUTRAL, SHARED
from bot.text.script import Script, to_script, to_simplified
from bot.translation.terms import Term

LONGEST = 32
"""Maximum length of a name in characters."""

_MIN_LENGTH = 2
_MAX_WORDS = 3
_MAX_HAN = 4
_AFTER_SURNAME = 2
_PAIR = 2

_BRACKETED = regex.compile(r"[\[(（【〔「『《<][^\])）】〕」』》>]*+[\])）】〕」』》>]")
_DIVIDER = regex.compile(r"\s+[^\p{L}\p{N}\s]+\s+")
_PART = regex.compile(r"[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} '’.·_*~`\-]*[\p{L}\p{M}\p{N}])?")
_NUMBER = regex.compile(r"(?<=\p{L}{2})\s*+\d++$")
_RUN = regex.compile(r"\p{Han}+|[^\p{Han}]+")
_HAN = regex.compile(r"\p{Han}")
_PLAIN_NAME = regex.compile(r"\p{L}[\p{L}\p{M}\p{N} '’.·\-]*")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*")
_OPENERS = " \t\"'“‘(*_~>#-"
_SENTENCE_ENDS = ".!?…。！？:：\n"

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
    "范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫雷龙史陶贺毛段郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖庞樊殷施洪颜倪温芦葛"
    "俞柳岑齐伍庄辛管祝左涂毕聂欧游阮季耿柯凌纪解单朴裴翁"
)
_DOUBLE_SURNAMES = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "夏侯",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "司徒",
    "令狐",
    "东方",
    "南宫",
)
_FAMILIAR = ("小", "阿", "老")
"""Prefixes of familiar forms of address, such as 小王."""

_PROPER = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march july september october november
    december english chinese mandarin cantonese japanese korean french german spanish russian italian portuguese arabic
    hindi latin asian european african american british canadian australian indian america england britain scotland
    ireland canada australia china taiwan japan korea india france germany spain italy russia brazil mexico vietnam
    thailand singapore malaysia indonesia philippines egypt turkey greece poland ukraine sweden norway finland denmark
    netherlands switzerland austria portugal asia europe africa beijing shanghai guangzhou shenzhen chengdu chongqing
    wuhan hangzhou nanjing tianjin macau taipei tokyo osaka kyoto seoul busan london berlin rome madrid moscow york
    boston chicago seattle toronto vancouver melbourne dubai bangkok hanoi manila mumbai delhi christmas easter
    halloween thanksgiving ramadan god jesus buddha allah bible google apple microsoft amazon facebook twitter discord
    youtube tiktok wechat weibo internet earth moon sun
    """.split()
)
"""English words that are capitalized although they are not names of people."""


def names_in(display: str) -> frozenset[str]:
    """Extract the spellings of a person's name in texts from their display name; empty if it is ambiguous.

    Args:
        display: the display name, with decoration: `🌸Amy🌸`, `Tom | EU`, `[PL] 张伟`.
    """
    part = _name_part(unicodedata.normalize("NFKC", display))
    found: set[str] = set()
    for run in _RUN.findall(part):
        name = run.strip(" '’.·-")
        if _MIN_LENGTH <= len(name) <= LONGEST and _is_term(name):
            found.update(_han_names(name) if _HAN.match(name) else _spaced_names(name))
    return frozenset(found)


def mentioned_names(names: Iterable[str], text: str) -> frozenset[str]:
    """Return the names that occur in a text and mean people in every occurrence.

    A Han name is rejected if it splits a word (`天明` in `今天明天`), and a name that is also an English word if it
    starts a sentence.
    """
    found = [name for name in names if name in text]
    if not found:
        return frozenset()
    plain = to_simplified(text)
    return frozenset(
        name for name in found if (_splits_no_word if _HAN.match(name) else _starts_no_sentence)(name, text, plain)
    )


def _name_part(display: str) -> str:
    """The name in a display name: outside brackets unless everything is inside, and before the first divider."""
    bare = _BRACKETED.sub("  ", display)
    for piece in _DIVIDER.split(bare if _WORD.search(bare) else display):
        if found := _PART.search(piece):
            return _NUMBER.sub("", found.group())
    return ""


def _spaced_names(name: str) -> Iterator[str]:
    """A name in a script with spaces, unless it may be an ordinary word."""
    words = [word.lower() for word in _WORD.findall(name)]
    plain = _PLAIN_NAME.fullmatch(name) and len(words) <= _MAX_WORDS
    ordinary = not COMMON.isdisjoint(words) or not _PROPER.isdisjoint(words)
    short = len(words) == 1 and words[0] in SHARED | NEUTRAL
    if plain and not ordinary and not short and not (name.islower() and _is_common(name)):
        yield name


def _han_names(name: str) -> Iterator[str]:
    """A Han name, in both scripts, unless it may be a word."""
    plain = to_simplified(name)
    if len(plain) <= _MAX_HAN and not is_word(plain, Language.CHINESE) and _is_whole(plain):
        yield from {name, plain, to_script(plain, Script.TAIWAN)}


def _is_whole(name: str) -> bool:
    """Whether a name is not a phrase: it has the form of a Chinese name, or contains no word."""
    if len(name) == _MIN_LENGTH:
        return True
    if name.startswith(_DOUBLE_SURNAMES):
        return True
    if len(name) <= 1 + _AFTER_SURNAME and (name[0] in _SURNAMES or name.startswith(_FAMILIAR)):
        return not is_word(name[:2], Language.CHINESE)
    return not any(
        is_word(name[at : at + length], Language.CHINESE)
        for length in range(2, min(len(name), LONGEST_WORD) + 1)
        for at in range(len(name) - length + 1)
    )


def _is_common(name: str) -> bool:
    """Whether all words of a name are in the list of English words, which includes many given names."""
    return all(is_word(word.lower(), Language.ENGLISH) for word in _WORD.findall(name))


def _is_term(name: str) -> bool:
    try:
        Term(name, name, Language.ENGLISH, exact=True)
    except TermError:
        return False
    return True


def _splits_no_word(name: str, _: str, plain: str) -> bool:
    """Whether no word of a text crosses either end of a name."""
    name = to_simplified(name)
    pairs = {
        pair
        for at in _find_all(name, plain)
        for pair in (plain[max(0, at - 1) : at + 1], plain[at + len(name) - 1 : at + len(name) + 1])
    }
    return not any(len(pair) == _PAIR and is_word(pair, Language.CHINESE) for pair in pairs)


def _starts_no_sentence(name: str, text: str, _: str) -> bool:
    """Whether no sentence of a text starts with a name that may be a word."""
    if not _is_common(name):
        return True
    before = (text[:at].rstrip(_OPENERS) for at in _find_all(name, text))
    return all(lead and lead[-1] not in _SENTENCE_ENDS for lead in before)


def _find_all(name: str, text: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)

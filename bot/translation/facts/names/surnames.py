"""Chinese names that begin with a surname: `张伟`, `欧阳修`, and with an honorific, `王老师`."""

import re
from collections.abc import Iterator
from functools import cache

from bot.translation.facts.names.pinyin import COMPOUND_SURNAMES, romanize
from bot.translation.facts.names.surroundings import (
    AFTER,
    HAN,
    JOINTS,
    SOUNDS,
    begins_word,
    ends_here,
    ends_word,
    is_joined,
    stands_free,
)
from bot.translation.facts.names.tables import chinese_words, hanzi, honorifics
from bot.translation.facts.names.types import Name

LONGEST_GIVEN = 2  # characters
UNLIKELY = -5.0  # log-odds of a character that is rare in names
LEAST = 0.9  # log-odds of each character of a given name
USUAL = 2.2  # the same for a given name of one character

_FLOOR = 6.0  # log-odds above which characters are a name where one may begin
_FLOOR_ANYWHERE = 12.0
_PLAIN = 3.5  # log-odds above which a surname is rarely anything else
_DOUBTFUL = 3.3  # log-odds below which a surname is often a word
_SAFE = 1.5  # log-odds above which a surname may precede an honorific of one character

_COMPOUNDS = COMPOUND_SURNAMES - {"东方", "西门", "百里", "第五", "太史", "单于"}  # without those that are also words
_OFTEN_WORDS = frozenset("和向连时成应同常明全满南古班官宫师车农管店房")  # rather than surnames before an honorific
_NOT_AFTER_MANAGER = frozenset("是会有要得能应该可就都被想")  # 总是, 总会: always
_WELL_KNOWN = frozenset(("张三", "李四", "王五", "赵六"))
_COUNTED = re.compile("[了一二两三四五六七八九十百几每半这那哪第前0-9][张段届任章家项层位楼]")
_SURELY_FOREIGN = frozenset("斯尔森顿特姆娅蒂")
_LIKE_FOREIGN = re.compile(
    "[安霍罗尤夏汤麦史马查莱雷鲁费沙乔丁吉戴温柯康朱唐][莎莉茜斯森尔夫克格伯特威夷姆顿娅蒂迪德巴达拉卡维利妮琳罗]"
    "|[唐戴罗安丁费乔莱]娜|[戴黛狄]安娜|..?[斯尔夷顿娅蒂]|.(?:华德|素福|森[伯特]|柏克|德瑞|福德)"
)


@cache
def _beginning() -> re.Pattern[str]:
    surnames, given = ("".join(characters) for characters in hanzi())
    surnames += "".join({surname[0] for surname in COMPOUND_SURNAMES})
    given += "".join({title[0] for title in honorifics()} | {surname[1] for surname in COMPOUND_SURNAMES})
    return re.compile(f"[{surnames}](?=[{given}])")


@cache
def _honorific() -> re.Pattern[str]:
    return re.compile("|".join(sorted(honorifics(), key=len, reverse=True)))


def find_full(text: str) -> Iterator[Name]:
    """Find full names, and surnames with an honorific."""
    past = 0
    for match in _beginning().finditer(text):
        if match.start() >= past and (name := _name_at(text, match.start())):
            past = name.end
            yield name


def warm() -> None:
    """Read the tables."""
    _beginning()
    _honorific()


def _name_at(text: str, start: int) -> Name | None:
    compound = text[start : start + 2] in _COMPOUNDS
    if not compound and text[start] not in hanzi().surname:
        return None
    if ends_word(text, start) or (start and _COUNTED.match(text, start - 1)):
        return None
    after = start + 1 + compound
    if honorific := _honorific().match(text, after):
        return _with_honorific(text, start, honorific)
    end = after + (_size_after_compound(text, after) if compound else _size_of_given(text, start))
    following = text[end : end + 1]  # 罗森伯格, 梅瑞狄斯
    goes_on = following in SOUNDS and (text[end - 1] in SOUNDS or following in _SURELY_FOREIGN)
    goes_on = goes_on and text[end : end + 2] not in chinese_words()
    if end == after or goes_on or is_joined(text, start, end):
        return None
    return Name(start, end, romanize(text[start:end]))


def _with_honorific(text: str, start: int, honorific: re.Match[str]) -> Name | None:
    surname = text[start : honorific.start()]
    odds = hanzi().surname.get(surname, _PLAIN)
    free = stands_free(text, start)
    if surname in _OFTEN_WORDS or (start and text[start - 1] in SOUNDS | JOINTS) or not (free or odds >= _PLAIN):
        return None
    end = honorific.end()
    if len(honorific.group()) == 1 and not (free and odds > _SAFE and ends_here(text, end)):
        return None
    if honorific.group() == "总" and text[end : end + 1] in _NOT_AFTER_MANAGER:
        return None
    return Name(start, end, honorifics()[honorific.group()].format(romanize(surname)))


def _size_after_compound(text: str, after: int) -> int:
    given = hanzi().given
    size = 0
    while size < LONGEST_GIVEN and given.get(text[after + size : after + size + 1], UNLIKELY) >= LEAST:
        if begins_word(text, after + size):
            break
        size += 1
    first = text[after : after + 1]
    if not size and first not in AFTER and HAN.fullmatch(first) and ends_here(text, after + 1):
        return len(first)
    return size


def _size_of_given(text: str, start: int) -> int:
    """How many characters after a one-character surname are a given name; 0 if this is no name."""
    name = text[start : start + 4]
    if name[:2] in _WELL_KNOWN:
        return 1
    if not chinese_words().isdisjoint((name[:2], name[:3], name)) or _LIKE_FOREIGN.match(name):
        return 0
    surname, given = hanzi()
    odds, first, second = surname[name[0]], given.get(name[1:2], UNLIKELY), given.get(name[2:3], UNLIKELY)
    if name[1:2] == name[2:3] and odds < _DOUBTFUL:  # 冷冰冰, 白茫茫
        return 0
    floor = _FLOOR if stands_free(text, start) else _FLOOR_ANYWHERE
    least = min(first, second)
    if odds + first + second >= floor:
        if least >= LEAST and name[1:3] not in chinese_words() and not begins_word(text, start + 2):
            return 2
        # 王建国, 黄晓明说: the given name, or its end with the next character, may be a word itself.
        if (least >= USUAL or (least > 0 and odds >= _PLAIN)) and ends_here(text, start + 3):
            return 2
    ends = ends_here(text, start + 2) or text[start + 2 : start + 4] in chinese_words()
    return int(first >= USUAL and odds + first >= floor and ends and not begins_word(text, start + 1))

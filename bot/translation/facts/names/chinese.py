"""Names in Chinese prose, and how they are written in English.

Chinese has no capitals and no spaces: a name is recognized by its surname, by characters that are popular in given
names, by its surroundings, and by not being a word. A word that looks like a name is taken as a word if in doubt,
because a false name does more harm than a missed one.
"""

import re
from collections.abc import Iterator
from functools import cache
from operator import attrgetter

from bot.text.script import to_simplified
from bot.translation.facts.names import surnames
from bot.translation.facts.names.pinyin import COMPOUND_SURNAMES, romanize, spell
from bot.translation.facts.names.surnames import LEAST, LONGEST_GIVEN, UNLIKELY, USUAL, find_full
from bot.translation.facts.names.surroundings import (
    HAN,
    SOUNDS,
    begins_word,
    ends_word,
    is_part_of_foreign,
    stands_free,
)
from bot.translation.facts.names.tables import chinese_words, hanzi, people, titles
from bot.translation.facts.names.types import Name

_SHORT = 2  # characters, which may span two words
_FLOOR_INTRODUCED = 3.0  # log-odds above which the text after `我叫` is a name
_SURE_SURNAME = 1.9  # log-odds of a surname above which even a word is a name there
_SLACK = 2.0  # how much less likely the characters of such a name may be
_PARTICLES = "啊呢吧哦呀啦哈哟喔嘛"
_COMPOUND = "|".join(sorted(COMPOUND_SURNAMES))

_TITLED = re.compile(r"《[^《》⟦⟧\n]{1,60}》")
_INTRODUCTION = re.compile(
    "(?:我叫|名叫|叫做|叫作|名字叫|名字是|名字就叫|本人叫|我的名字|[他她]叫|叫我|[笔艺化本原真]名)[是叫：: ]?"
)
_PLAIN_INTRODUCTIONS = frozenset(("我叫", "名叫", "名字叫", "名字是", "名字就叫", "我的名字是", "我的名字叫"))
_PET_NAME = re.compile(
    "(?:[猫狗兔鸟鱼龟]|猫咪|狗狗|仓鼠|鹦鹉|儿子|女儿|宝宝|孩子)(?:名字)?叫([\u4e00-\u9fff]{2,3}?)(?=[，。！？、,.!?\\s]|啊?$)"
)
_NOT_PET_NAMES = re.compile("[声了得个不我你他她什啥谁着过起醒来去一这那吗呢早晚]|外卖")
_FAMILY_NAME = re.compile(rf"(?<![百同异老])姓({_COMPOUND}|[\u4e00-\u9fff])(?:(?![\u4e00-\u9fff])|(?=[的啊呢吗吧呀]))")
_NICKNAME = re.compile(
    "小(?:[王李张刘陈杨赵吴周徐孙朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾董袁潘蒋蔡余杜程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范廖贾夏韦傅邹孟秦邱江尹薛闫段雷侯陶贺顾郝龚邵严武戴莫孔温康施樊葛"
    "明刚芳丽华强军伟杰静玲燕敏娟霞莉娜琳婷慧倩洁涛峰辉磊鹏浩宇凯斌勇萍英丹雅雯涵]"
    "|黄(?![鸭车人书片文图瓜油])|红(?![书花帽点旗包心圈灯酒绳本薯枣豆果裙鞋鱼脸星色])|美(?![女好人眉妞味满甲容食]))"
    "|老[王李张刘陈杨赵黄吴周徐孙朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾董袁潘蒋蔡余杜程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范廖贾韦邹孟秦邱尹薛闫段雷侯陶贺顾郝邵严戴莫]"
    "|阿[明强华伟杰芳珍梅兰英珠玲琳莲凤霞娟丽辉豪勇军峰涛彪祥娇宝坤雄良秀敏萍燕花香云美玉红静]"
    "(?![里拉根尔姆斯富弗什塞兹])"
    "|[强伟明军杰华辉涛峰磊鹏浩凯斌勇]哥(?![哥们斯])|[芳丽娟霞燕玲敏娜红梅静]姐(?![姐妹夫])"
)
_PREFIXES = {"小": "Xiao", "老": "Lao", "阿": "Ah"}
_SUFFIXES = {"哥": "Brother", "姐": "Sister"}
_NOT_BEFORE_NICKNAME = frozenset("大从胆弱渺矮幼瘦窄缩减细最更太这那么较越比变古苍衰长个只几两三一中")
_HOMES = frozenset(("家的", "家里", "家有", "家在", "家住"))
_DOUBLED = re.compile(r"([丽莉婷娜佳琳倩雯芳媛萱玲娟燕莎薇琪蓉鹏])\1")
_SAYINGS = re.compile("说曹操|曹操就?到|左宗棠鸡|伊丽莎白[圈塔港]|望子成龙|戴安娜|黛安娜")
_TRADITIONAL = re.compile(
    "[陳張劉楊趙黃吳孫馬鄭謝許韓馮鄧蕭蔣賈葉閻餘鍾蘇盧呂龔邵萬錢嚴賴莊顧羅們說來們這對時會誰麗華偉師醫]"
)


@cache
def _people_by_beginning() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """Well-known names by their first two characters; an alternation of hundreds would be slow."""
    first, second = ("".join({name[place] for name in people()}) for place in range(2))
    by_beginning: dict[str, list[str]] = {}
    for name in sorted(people(), key=len, reverse=True):
        by_beginning.setdefault(name[:2], []).append(name)
    return re.compile(f"[{first}](?=[{second}])"), by_beginning


def find(text: str) -> list[Name]:
    """Find the names in a Chinese sentence, in either script."""
    if _TRADITIONAL.search(text):
        simplified = to_simplified(text)
        text = simplified if len(simplified) == len(text) else text
    found: list[Name] = []
    taken: set[int] = set()
    for search in (_titled, _well_known, _introduced, _nicknames, find_full):
        for name in search(text):
            if taken.isdisjoint(range(name.start, name.end)):
                taken.update(range(name.start, name.end))
                found.append(name)
    return sorted(found, key=attrgetter("start")) if found else found


def warm() -> None:
    """Read the tables."""
    surnames.warm()
    _people_by_beginning()
    chinese_words()
    titles()
    spell("明")


def _titled(text: str) -> Iterator[Name]:
    if "《" in text:
        for match in _TITLED.finditer(text):
            title = match.group()[1:-1]
            yield Name(match.start(), match.end(), titles().get(title, match.group()))


def _well_known(text: str) -> Iterator[Name]:
    beginning, names = _people_by_beginning()
    for match in beginning.finditer(text):
        start = match.start()
        for name in names.get(text[start : start + 2], ()):
            if text.startswith(name, start):
                if _is_meant(text, start, start + len(name)):
                    yield Name(start, start + len(name), people()[name])
                break


def _is_meant(text: str, start: int, end: int) -> bool:
    """Whether a well-known name does not span two words, or is part of another name or a saying."""
    if begins_word(text, end - 1) or is_part_of_foreign(text, start, end):
        return False
    if end - start == _SHORT and (ends_word(text, start) or not stands_free(text, start)):
        return False
    return all(saying.end() <= start for saying in _SAYINGS.finditer(text, max(start - 3, 0), end + 1))


def _introduced(text: str) -> Iterator[Name]:
    if "叫" in text or "名" in text:
        for match in _INTRODUCTION.finditer(text):
            run = HAN.match(text, match.end())
            whole = run.group().rstrip(_PARTICLES) if run else ""
            if rendering := _render_introduced(whole, plainly=match.group().strip() in _PLAIN_INTRODUCTIONS):
                yield Name(match.end(), match.end() + len(whole), rendering)
        for match in _PET_NAME.finditer(text):
            if not _NOT_PET_NAMES.search(match[1]):
                yield Name(match.start(1), match.end(1), spell(match[1]).capitalize())
    if "姓" in text:
        for match in _FAMILY_NAME.finditer(text):
            if match[1] in hanzi().surname or match[1] in COMPOUND_SURNAMES:
                yield Name(match.start(1), match.end(1), romanize(match[1]))


def _render_introduced(whole: str, *, plainly: bool) -> str | None:
    """Render the text after `我叫`, if it may be a name and is no word.

    Args:
        whole: the text up to the next mark.
        plainly: whether only a name can follow, so that even `高兴` and `白雪` are names.
    """
    compound = whole[:2] in COMPOUND_SURNAMES
    rest = whole[1 + compound :]
    if not 1 <= len(rest) <= LONGEST_GIVEN:
        return None
    if compound:
        return romanize(whole)
    surname, given = hanzi()
    likely = [given.get(character, UNLIKELY) for character in whole]
    odds = surname.get(whole[0], UNLIKELY) + sum(likely[1:])
    least = min(likely[1:])
    sure = plainly and least >= USUAL and surname.get(whole[0], UNLIKELY) >= _SURE_SURNAME
    word = not chinese_words().isdisjoint((whole, whole[:2]))
    if sure or (not word and least >= LEAST - _SLACK and odds >= _FLOOR_INTRODUCED):
        return romanize(whole)
    if not word and min(likely) >= USUAL and SOUNDS.isdisjoint(whole):
        return spell(whole).capitalize()
    return None


def _nicknames(text: str) -> Iterator[Name]:
    for match in _NICKNAME.finditer(text):
        start, end = match.span()
        home = text[end : end + 2] in _HOMES
        spans_words = (start and text[start - 1] in _NOT_BEFORE_NICKNAME) or (begins_word(text, end - 1) and not home)
        if not spans_words and stands_free(text, start) and not ends_word(text, start):
            before, after = text[start], text[start + 1]
            called, name = (_PREFIXES[before], after) if before in _PREFIXES else (_SUFFIXES[after], before)
            yield Name(start, end, f"{called} {romanize(name)}")
    for match in _DOUBLED.finditer(text):
        if stands_free(text, match.start()):
            yield Name(match.start(), match.end(), spell(match.group()).capitalize())

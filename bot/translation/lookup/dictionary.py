"""A small dictionary: translates single words, and tells whether a translation is related to its source.

It is built by `models/dictionary/` from CC-CEDICT (CC BY-SA 4.0) and from pairs written for Qiao.
"""

import gzip
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from bot.text.language import Language
from bot.text.script import to_simplified
from bot.translation.lookup.stemming import content, stem

LONGEST: Final = 4
"""Characters of a Chinese word."""
FUNCTION_CHARACTERS: Final = frozenset(
    "的了是不在就也和与吗呢吧啊呀哦嘛啦么着过得地把被给对从到为以而但或还又个只些点一会要能可上下里中什样几"
    "自其之此于及将已曾正向往起出子儿头"
)
"""Han characters that by themselves say nothing about the topic of a text."""

FUNCTION_WORDS: Final = frozenset(
    """
    我 你 您 他 她 它 我们 你们 他们 她们 它们 咱们 这 那 这个 那个 这些 那些 这样 那样 这么 那么 这里 那里 这儿 那儿
    什么 怎么 怎样 为什么 哪 哪个 哪里 哪儿 多少 几个 就是 不是 还是 可以 没有 如果 因为 所以 但是 而且 然后 或者 已经
    一个 一下 一些 一点 有点 有些 应该 可能 自己 比较 非常 特别 真的 最 很 太 都 还 再 更 没 不 有 别 无 谁 请 吧
    让 给 跟 是不是 只是 真是 时候 东西 事情 事 话 样 种 次 件 条 张 位 只 支 本 块 间 场 份 家
    """.split()
)
"""Words of grammar and all-purpose words, whose translations are no evidence."""

_NAMES = frozenset(
    """
    amber angel april art austin autumn bill blaze bob brook buddy carter chance charity chase chip clay cliff constance
    cooper crystal daisy dale dallas dawn dean destiny dick drew duke earl eve faith florence forest frank gene georgia
    glen grace grant hazel heath harmony hope hunter iris ivy jack jade jay jordan joy june lance lily mark mason max
    may melody mercy miles nick olive paris parker pat patience pearl phoenix pierce prince prudence ray reed rich rob
    robin rose ruby rusty sandy savannah sierra skip sky star sterling sue summer sydney taylor tyler victoria violet
    virginia wade walker ward will wren
    """.split()
)
"""Given names that are also words: capitalized, they are not translated."""

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙朱胡林郭何罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘董袁于余蒋杜苏魏程吕丁沈任姚卢傅姜崔谭廖范汪陆"
)
"""Single characters that are more likely a surname than a word."""
_WORDS_OF_ONE = frozenset(
    "吃说问写跑卖笑哭飞跳唱洗骂踢咬偷逃吻猜画睡救煮路车街城村脸腿眼鼻耳牙血肉药票墙桥岛枪刀钟球灯鞋帽裙裤袜伞碗锅杯瓶盘"
    "猫狗鸡鸭鹅虎狼鹿兔象猴狮熊鱼虾蟹龟狐豹鲸鲨蛙蚊蜂蚁鼠蛇鹰鸽马牛羊猪鸟梨桃蒜豆蛋米油盐糖茶汤花叶树果根雾霜冰雪雨风星山河湖海江"
    "岩石金银铜铁钢煤纸布丝骨心脑胃肺肾舌唇肩膝梦鬼诗歌舞鼓剑箭盾锤锁门窗床桌椅镜针绳箱袋桶竹船书钱"
    "红蓝绿黑白紫黄大小短新旧慢远近深浅暖软硬湿脏瘦丑懒渴累甜四五七八九百千东南西北"
)
"""Single characters that are words, and that the dictionary translates correctly without context."""
_STIFF = re.compile(r"\b(?:sb|sth|one's|oneself|or)\b| (?:of|to|for|with|in|by|at|on|from)$")
"""What distinguishes a gloss that explains from one that translates."""

_JAPANESE = frozenset(
    "大丈夫 勉強 勉强 写真 手紙 手纸 娘 先生 大家 用意 无料 無料 都合 留守 案内 丁寧 切手 立派 面白".split()
)
"""Words with another meaning in Japanese, or none in Chinese; which one is meant is unknown."""
_LONGEST_TEXT = 40
_PAIR = 2
_ONE_HAN_WORD = re.compile(r"[\u4e00-\u9fff]{1,8}")
_ONE_WORD = re.compile(r"[a-z]{2,24}")
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")
_MARKS = ".!~。！～ "
_PLURAL = re.compile(r"(?P<y>ies)$|(?:(?<=[sxz])|(?<=[cs]h)|(?<=to))es$|(?<=[^s])s$")


@dataclass(frozen=True, slots=True)
class _Tables:
    """The contents of the files.

    Attributes:
        chinese: English for single Chinese words; only where there is a short one.
        english: Chinese for single English words.
        stems: the English stems that a Chinese word is linked to, separated by spaces.
        characters: the Han characters that an English stem is linked to.
    """

    chinese: dict[str, str]
    english: dict[str, str]
    stems: dict[str, str]
    characters: dict[str, str]


def warm() -> None:
    """Read the dictionary now rather than on first use."""
    _tables()


def translate_word(text: str, source: Language) -> str | None:
    """Translate a text that is a single word.

    Args:
        text: without markup; full stops and exclamation marks make no difference, question marks do.
        source: its language.

    Returns:
        The translation in English or Simplified Chinese; None if the text is no single word, or not known.
    """
    word = text.strip(_MARKS) if len(text) <= _LONGEST_TEXT else ""
    if source is Language.CHINESE and _ONE_HAN_WORD.fullmatch(word):
        return _translate_chinese(word)
    if source is Language.ENGLISH and _ONE_WORD.fullmatch(word.lower()):
        return _translate_english(word)
    return None


def _translate_chinese(word: str) -> str | None:
    simplified = to_simplified(word)
    if word in _JAPANESE or simplified in _JAPANESE or simplified in FUNCTION_CHARACTERS or simplified in _SURNAMES:
        return None
    if len(word) == 1 and simplified not in _WORDS_OF_ONE:
        return None
    found = _tables().chinese.get(simplified)
    return found if found and not _STIFF.search(found) else None


def _translate_english(word: str) -> str | None:
    if word.istitle() and word.lower() in _NAMES:
        return None
    word = word.lower()
    singular = _PLURAL.sub(lambda ending: "y" if ending["y"] else "", word)
    return next((found for form in (word, singular) if (found := _translate_round_trip(form))), None)


def _translate_round_trip(word: str) -> str | None:
    """The Chinese for an English word, if that translates back to it; otherwise it may be a rare sense."""
    found = _tables().english.get(word)
    back = _tables().chinese.get(found, "") if found else ""
    if not found or stem(back.lower()) != stem(word):
        return None
    return found if len(found) > 1 or found in _WORDS_OF_ONE else None


def count_links(source: str, target: str, language: Language) -> tuple[int, int]:
    """Count the words of a text that the dictionary finds in its translation.

    Args:
        source: the text, without markup.
        target: its translation.
        language: of `source`; `target` is in the other one.

    Returns:
        How many of the source's content words are linked to the target, and how many the dictionary knows.
    """
    if language is Language.ENGLISH:
        characters = _tables().characters
        found = [linked for word in content(source.lower()) if (linked := characters.get(word))]
        written = set(target)
        return sum(not written.isdisjoint(linked) for linked in found), len(found)
    stems = _tables().stems
    known = [word for word in words_in(source, stems) if stems[word] and word not in FUNCTION_WORDS]
    written = set(content(target.lower()))
    return sum(_is_linked(word, written, stems) for word in known), len(known)


def _is_linked(word: str, written: set[str], stems: dict[str, str]) -> bool:
    """Whether a Chinese word is linked to English stems, as a whole or by a two-character word in it (非常感谢)."""
    if not written.isdisjoint(stems[word].split()):
        return True
    parts = (word[at : at + 2] for at in range(len(word) - 1)) if len(word) > _PAIR else ()
    return any(part in stems and not written.isdisjoint(stems[part].split()) for part in parts)


def words_in(text: str, known: Container[str]) -> Iterator[str]:
    """Yield the known words of a Chinese text, the longest at each position; no single function characters."""
    for run in _HAN_RUN.findall(text):
        at, end = 0, len(run)
        while at < end:
            for length in range(min(LONGEST, end - at), 0, -1):
                word = run[at : at + length]
                if word in known:
                    break
            if word in known and (length > 1 or word not in FUNCTION_CHARACTERS):
                yield word
            at += length


@cache
def _tables() -> _Tables:
    folder = files("bot.translation") / "data" / "dictionary"
    tables = _Tables({}, {}, {}, {})
    for line in _lines((folder / "zh-en.tsv.gz").read_bytes()):
        word, gloss, linked = line.split("\t")
        tables.stems[word] = linked
        if gloss:
            tables.chinese[word] = gloss
    for line in _lines((folder / "en-zh.tsv.gz").read_bytes()):
        word, chinese, *characters = line.split("\t")
        if characters:
            tables.characters[word] = characters[0]
        else:
            tables.english[word[1:]] = chinese
    return tables


def _lines(packed: bytes) -> list[str]:
    return gzip.decompress(packed).decode().splitlines()[1:]

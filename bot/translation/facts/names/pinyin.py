"""Chinese names in Latin letters."""

import os
from functools import cache

COMPOUND_SURNAMES = frozenset(
    """
    欧阳 司马 诸葛 上官 皇甫 尉迟 令狐 慕容 夏侯 长孙 宇文 司徒 公孙 南宫 独孤 轩辕 端木 万俟 呼延 澹台 赫连
    拓跋 东方 西门 申屠 单于 闾丘 淳于 太史 钟离 濮阳 百里 第五 公冶 宗政 鲜于 仲孙 司空 亓官 司寇 纳兰 完颜 耶律
    """.split()
)
_SURNAMES = dict(
    pair.split(":")
    for pair in """
    单:shan 解:xie 仇:qiu 查:zha 区:ou 任:ren 华:hua 盖:ge 翟:zhai 曾:zeng 朴:piao 乐:yue 缪:miao 薄:bo 黑:he
    折:she 繁:po 种:chong 员:yun 冼:xian 秘:bi 逄:pang 谌:chen 牟:mou 覃:qin 召:shao 都:du 祭:zhai 句:gou 尹:yin
    石:shi 车:che 宁:ning 燕:yan 应:ying 纪:ji 贾:jia 沈:shen 柏:bai 曲:qu 钭:tou 乜:nie 卜:bu 过:guo 那:na 冯:feng
    叶:ye 洗:xian 哈:ha 干:gan 尉迟:yuchi 万俟:moqi 单于:chanyu 长孙:zhangsun 令狐:linghu 澹台:tantai 皇甫:huangfu
    夏侯:xiahou 宗政:zongzheng
    """.split()
)
"""Surnames that are read differently from the usual reading of their characters."""
_GIVEN = dict(pair.split(":") for pair in "都:du 茜:qian 晟:sheng 行:xing 乐:le 长:chang 重:zhong 着:zhuo".split())


def romanize(name: str) -> str:
    """Write a Chinese name in pinyin without tones, surname first: `欧阳修` becomes `Ouyang Xiu`, `吕布` `Lü Bu`.

    Args:
        name: a surname, with or without a given name, in Chinese characters; other characters are dropped.
    """
    size = 2 if name[:2] in COMPOUND_SURNAMES else 1
    surname, given = name[:size], name[size:]
    first = _SURNAMES.get(surname) or spell(surname)
    return f"{first} {spell(given)}".strip().title()


def spell(given: str) -> str:
    """Write characters in pinyin, as one word in lower case."""
    return "".join(map(_syllable, given))


@cache
def _syllable(character: str) -> str:
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")  # its phrases would take 60 MB, and names are read by character
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - loads its dictionary with the first name, not at startup

    return _GIVEN.get(character) or "".join(lazy_pinyin(character, v_to_u=True, errors="ignore"))

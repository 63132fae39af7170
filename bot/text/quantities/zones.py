"""Time zones next to a time of day, which translations tend to drop: `8 PM EST`, 北京时间9点."""

import re
from dataclasses import replace
from typing import Final

from bot.text.han import COMMON
from bot.text.quantities.model import Quantity

_ENGLISH: Final = {
    "PST": "太平洋时间",
    "PDT": "太平洋时间",
    "PT": "太平洋时间",
    "EST": "美东时间",
    "EDT": "美东时间",
    "ET": "美东时间",
    "MST": "山地时间",
    "MDT": "山地时间",
    "CET": "欧洲中部时间",
    "CEST": "欧洲中部时间",
    "JST": "日本时间",
    "KST": "韩国时间",
    "AEST": "澳大利亚东部时间",
    "BEIJING TIME": "北京时间",
    "UTC": "UTC时间",
    "GMT": "GMT时间",
    "BST": "BST时间",
    "CST": "CST时间",
    "CDT": "CDT时间",
    "IST": "IST时间",
    "SGT": "新加坡时间",
    "HKT": "香港时间",
}
_CHINESE: Final = {
    "北京": "Beijing time",
    "太平洋": "Pacific time",
    "美西": "Pacific time",
    "美东": "Eastern time",
    "东部": "Eastern time",
    "东京": "Tokyo time",
    "日本": "Japan time",
    "韩国": "Korea time",
    "首尔": "Seoul time",
    "伦敦": "London time",
    "纽约": "New York time",
    "欧洲中部": "Central European time",
    "格林威治": "GMT",
    "格林尼治": "GMT",
    "香港": "Hong Kong time",
    "台湾": "Taiwan time",
    "新加坡": "Singapore time",
    "当地": "local time",
    "本地": "local time",
}
_BEHIND: Final = re.compile(
    rf" ?\(?(?P<zone>{'|'.join(sorted(_ENGLISH, key=len, reverse=True))})(?![A-Za-z+])\)?", re.IGNORECASE
)
_BEFORE: Final = re.compile(rf"(?P<zone>{'|'.join(_CHINESE)})(?:时间|時間)(?:的)?$")
_CONTEXT: Final = 9
ZONED: Final = re.compile(rf"^[A-Z{COMMON}]{{2,9}}?时间")
"""The time zone that precedes a time in Chinese."""


def with_zone(text: str, moment: Quantity, language: str) -> Quantity:
    """Extend a time of day by the time zone next to it."""
    if language == "en":
        found = _BEHIND.match(text, moment.end)
        if found is None or not (found["zone"].isupper() or " " in found["zone"]):
            return moment
        rendering = _ENGLISH[found["zone"].upper()] + moment.rendering
        return replace(moment, end=found.end() - (found.group().endswith(")") and "(" not in found.group()),
                       rendering=rendering, carried=True)  # fmt: skip
    found = _BEFORE.search(text, max(0, moment.start - _CONTEXT), moment.start)
    if found is None:
        return moment
    return replace(moment, start=found.start(), rendering=f"{moment.rendering} {_CHINESE[found['zone']]}", carried=True)

"""Given names in an English translation that nothing in its Chinese source corresponds to (`Ken` for 肯)."""

import re

from bot.text.language import Language
from bot.translation.facts.names.tables import english
from bot.translation.lookup.dictionary import count_links

_CAPITALIZED = re.compile(r"\b[A-Z][a-zé]{2,}\b")
_TRANSLITERATED = re.compile(
    "[阿艾安奥巴贝伯波布查达戴丹德迪蒂恩尔菲弗夫戈格哈汉赫亨霍吉杰卡凯科克肯库夸拉莱兰劳勒雷莉利丽琳林卢鲁罗洛玛麦曼米莫姆默穆"
    "娜纳奈尼妮诺欧帕佩珀皮普奇琪乔琼瑞萨塞莎珊史斯索苏塔泰汤特提托瓦威韦维温沃伍西希夏谢休雅亚伊尤约詹珍朱兹佐黛蕾薇芙茜缇狄赛什基顿]{2}"
)
"""Two consecutive characters that Chinese spells foreign names with."""


def invents_name(source: str, target: str) -> bool:
    """Whether an English text has a given name that its Chinese source does not.

    Args:
        source: Chinese, without its placeholders.
        target: its translation, likewise.
    """
    known = english()
    names = [
        name
        for name in _CAPITALIZED.findall(target)
        if (lower := name.lower()) in known.given and lower not in known.common and lower not in known.pinyin
    ]
    if not names or _TRANSLITERATED.search(source):
        return False
    written = source.lower()
    return any(name.lower() not in written and not count_links(source, name, Language.CHINESE)[0] for name in names)

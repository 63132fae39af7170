"""What surrounds a name in Chinese, which has no spaces."""

import re

from bot.translation.facts.names.tables import chinese_words

# Function words, and verbs whose objects are people, may directly precede a name.
_BEFORE = frozenset(
    "和跟与及给对找问叫让请是的把被比为见约说替帮同在到由以你我他她了过有等像而但就连天晚早午姓爱想"
    "陪骂打夸求个位下讲谈聊提当做演送借"
)
_WORDS_BEFORE = frozenset(
    """
    认识 同学 学生 同事 邻居 老师 朋友 喜欢 讨厌 看到 看见 遇到 遇见 告诉 联系 谢谢 感谢 恭喜 祝贺 支持 关注 邀请
    欢迎 提醒 通知 演员 歌手 导演 作家 主持 医生 采访 老公 老婆 丈夫 妻子 哥哥 姐姐 弟弟 妹妹 儿子 女儿 名叫 名字
    快乐 晚安 早安 你好 您好 上好 再见 拜拜 加油 辛苦 恭喜 明天见
    本人 因为 如果 听说 还有 今天 明天 昨天 只有 以及 或者 不是 除了 关于 知道 觉得 希望
    """.split()
)
AFTER = frozenset(
    "说来去在是也的和跟呢吗吧啊呀有要会没不又都就被把给让叫喜想很真太正将已刚今明昨后早晚到从对为与同做"
    "打看听问唱跳演写考赢输当哭笑走跑住吃喝买卖送拿教带请帮告觉认知爱讨生病结离发回先才还能可应该得过了"
    "着个这那哪什怎你我他她它们医女男快上下开骑搬换写打哥姐欠差只好您吵闹骂分约认搞弄挂醒睡起迟放拍加收升毕退辞进站坐忘记骗追需总经每特更最"
)
"""Characters that may directly follow a name."""
SOUNDS = frozenset(
    "逊森斯尔特贝德蒂娅顿莱亚格克姆夫士莲琳松多拉伍丁罗兰维洛曼伦纳诺帕普奇瑞萨沙塔坦托瓦韦希休耶泽扎詹"
    "佐茨兹丝娜妮尼蒙城奥圣"
)
"""Characters that transliterate foreign names."""
JOINTS = frozenset("·•‧・-&")
"""Marks between the parts of a foreign name."""
_FOREIGN_BEGINS = frozenset("奥圣麦")
HAN = re.compile(r"[\u4e00-\u9fff]*+")


def stands_free(text: str, start: int) -> bool:
    """Whether the preceding text allows a name to begin here."""
    if not start or text[start - 1] in _BEFORE or not HAN.fullmatch(text, start - 1, start):
        return True
    return text[max(start - 2, 0) : start] in _WORDS_BEFORE


def ends_word(text: str, at: int) -> bool:
    """Whether the character at a position ends a word that began before it."""
    return at > 0 and text[at - 1 : at + 1] in chinese_words()


def begins_word(text: str, at: int) -> bool:
    """Whether a word begins here whose second character does not begin another: `明天来`, not `明明天`."""
    words = chinese_words()
    return text[at : at + 2] in words and text[at + 1 : at + 3] not in words and text[at + 1] != "的"


def ends_here(text: str, at: int) -> bool:
    """Whether the text here can follow a name."""
    following = text[at : at + 1]
    return not following or following in AFTER or not HAN.fullmatch(following)


def is_joined(text: str, start: int, end: int) -> bool:
    """Whether a dot or hyphen makes this part of a longer foreign name."""
    return (start > 0 and text[start - 1] in JOINTS) or text[end : end + 1] in JOINTS


def is_part_of_foreign(text: str, start: int, end: int) -> bool:
    """Whether this foreign name is part of a longer one, as `尼克` is of `尼克松`."""
    if is_joined(text, start, end) or text[start - 1 : start] in _FOREIGN_BEGINS:
        return True
    return text[end : end + 1] in SOUNDS and text[end : end + 2] not in chinese_words()

"""Everyday sentences with words that a translation of them has."""

from dataclasses import dataclass
from typing import Final

from bot.nmt.types import Direction


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and how to tell whether its translation is one.

    Attributes:
        text: the sentence.
        words: at least one of them is in a good translation, in any case.
    """

    text: str
    words: tuple[str, ...]


Table = dict[Direction, tuple[Sentence, ...]]
Marked = dict[Direction, tuple[str, ...]]


def _table(source: str, target: str, lines: str) -> Table:
    """Read lines such as `I like cats. = 猫 喵`."""
    pairs = [line.split("=") for line in lines.strip().splitlines()]
    return {Direction(source, target): tuple(Sentence(text.strip(), tuple(words.split())) for text, words in pairs)}


SENTENCES: Final[Table] = _table(
    "en",
    "zh",
    """
    Where is the train station? = 站
    I would like a cup of coffee, please. = 咖啡
    What time does the museum open tomorrow? = 博物馆 博物館
    My brother works at a hospital. = 医院 醫院
    It is raining today, so I will stay at home. = 雨
    We watched a movie together last night. = 电影 電影 影片
    The teacher gave us a lot of homework. = 作业 作業 功课
    How much does this book cost? = 书 書
    She bought two tickets for the concert. = 票
    Thank you very much for your help! = 谢 謝
    """,
) | _table(
    "zh",
    "en",
    """
    请问火车站在哪里？ = station
    我想喝一杯咖啡。 = coffee
    博物馆明天几点开门？ = museum
    我哥哥在医院工作。 = hospital
    今天下雨，所以我待在家里。 = rain
    我们昨天晚上一起看了一部电影。 = movie film
    老师给我们布置了很多作业。 = homework assignment
    这本书多少钱？ = book
    她买了两张音乐会的门票。 = ticket
    非常感谢你的帮助！ = thank grateful appreciate
    """,
)

MARKED: Final[Marked] = {
    Direction("en", "zh"): (
        "Please ask {0} about the meeting tomorrow.",
        "I bought {0} and {1} at the market.",
        "{0} is waiting for you outside.",
        "Have you seen {0} today?",
        "The new version of {0} is much faster.",
        "Send the photos to {0}, and tell {1} about it.",
    ),
    Direction("zh", "en"): (
        "明天的会议请问{0}。",
        "我在市场买了{0}和{1}。",
        "{0}在外面等你。",
        "你今天看到{0}了吗？",
        "{0}的新版本快多了。",
        "把照片发给{0}，然后告诉{1}。",
    ),
}
"""Sentences with placeholders, as `str.format` fills them in."""

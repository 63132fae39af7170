"""Generates distinct sentences of about twelve words for benchmarks."""

from collections.abc import Iterator, Sequence
from itertools import cycle, islice, product

_ENGLISH: tuple[Sequence[str], ...] = (
    ("I", "We", "They", "You", "Jake and Amy", "My friends", "Our neighbours", "The players"),
    (
        "want to learn how to cook",
        "would like to know where to buy",
        "never had the time to try",
        "talked all night about how to make",
        "hope that somebody will bring us",
    ),
    ("really good", "very spicy", "cheap but tasty", "fresh home made", "old fashioned"),
    ("noodles", "dumplings", "hot pot", "fried rice", "milk tea", "pancakes", "fish soup", "roast duck"),
    ("this weekend.", "after work.", "on Sunday.", "at the market.", "in the evening.", "for the party.", "by bus."),
)
_CHINESE: tuple[Sequence[str], ...] = (
    ("我", "我们", "他们", "你", "小李和阿明", "我的朋友", "我们的邻居", "那些玩家"),
    ("这个周末", "下班以后", "星期天", "明天早上", "今天晚上", "放假的时候", "有空的时候"),
    ("想学怎么做", "想知道在哪里买", "一直没有时间去吃", "聊了很久怎么做", "希望有人带来"),
    ("真正好吃的", "特别辣的", "又便宜又好吃的", "新鲜的手工", "老式的"),
    ("面条。", "饺子。", "火锅。", "炒饭。", "奶茶。", "煎饼。", "鱼汤。", "烤鸭。"),
)
_BANTER = ("gg", "哈哈哈", "😂😂", "lol", "https://example.org/menu", "+1", "<@1>", "666", "...", "👍")
_STEP = 6011
"""Coprime to the number of combinations, so that adjacent sentences differ in every part."""
_BANTER_EVERY = 5
_QUESTION = str.maketrans(".。", "?？")


def english(count: int) -> list[str]:
    """Generate distinct English sentences of about twelve words, deterministically.

    Args:
        count: number of sentences, at most 11,200.

    Raises:
        ValueError: the count is too large.
    """
    return _spread(_ENGLISH, count, " ")


def chinese(count: int) -> list[str]:
    """Generate distinct Chinese sentences of about fifteen characters; otherwise like `english`."""
    return _spread(_CHINESE, count, "")


def talk(*, asking: bool = False) -> Iterator[str]:
    """Generate an endless conversation in English and Chinese by turns; every fifth message needs no translation.

    Args:
        asking: whether to turn sentences into questions, so that two rooms do not say the same.
    """
    most = _most(_ENGLISH)
    pairs = cycle(zip(english(most), chinese(most), strict=True))
    for number, sentence in enumerate(sentence for pair in pairs for sentence in pair):
        yield sentence.translate(_QUESTION) if asking else sentence
        if number % (_BANTER_EVERY - 1) == 0:
            yield _BANTER[number // (_BANTER_EVERY - 1) % len(_BANTER)]


def _spread(parts: Sequence[Sequence[str]], count: int, joint: str) -> list[str]:
    most = _most(parts)
    if count > most:
        raise ValueError(f"there are {most} sentences, not {count}")
    combinations = list(product(*parts))
    return [joint.join(combinations[i * _STEP % most]) for i in islice(range(most), count)]


def _most(parts: Sequence[Sequence[str]]) -> int:
    most = 1
    for part in parts:
        most *= len(part)
    return most

"""Measures what it costs to look for a watch-list in a message.

All times are processor time of the thread, so that other programs on the machine change them little.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from bot.bench.figures import Latency
from bot.bench.sentences import chinese, english
from bot.moderation.matcher import Entry, Matcher

LIMIT_MS = 0.05
"""Milliseconds that a message of 100 characters may cost."""

_LENGTH = 100
_SEED = 13
_ROUND = 20
"""Messages that are timed together, because the clock itself takes a good part of a microsecond."""
_SYLLABLES = "ba be bri cro da dle fli fo gru ka li mo na ni pa plo ra ri sna so ti tra vo wa wi za zu".split()
_HAN = "坏笨西瓜蛋东南北木头石火水土山田风雨云花草虫鱼鸟马牛羊狗猫红黄蓝白黑大小多少高低"


@dataclass(frozen=True, slots=True)
class Kind:
    """The cost of one kind of message.

    Attributes:
        messages: what they are.
        characters: of a message, on average.
        found: share of messages in which something is found.
        mean_ms: average time a message takes.
        cost: percentiles of the times that messages take, averaged over twenty at a time.
    """

    messages: str
    characters: float
    found: float
    mean_ms: float
    cost: Latency


@dataclass(frozen=True, slots=True)
class Watch:
    """Figures of a watch-list.

    Attributes:
        terms: that are watched for, half of them English.
        compiled_s: seconds to compile them.
        limit_ms: milliseconds that an ordinary message of 100 characters may cost.
        verdict: whether the ordinary messages keep to it.
        kinds: of messages.
    """

    terms: int
    compiled_s: float
    limit_ms: float
    verdict: str
    kinds: tuple[Kind, ...]


def measure(terms: int, messages: int, tell: Callable[[str], None]) -> Watch:
    """Generate a watch-list and messages, and time the matcher on them.

    Args:
        terms: number of terms.
        messages: number of messages of each kind.
        tell: is told what is being measured.
    """
    dice = random.Random(_SEED)  # noqa: S311 - no secret
    entries = _entries(terms, dice)
    tell(f"compiling {terms} terms")
    began = time.thread_time()
    matcher = Matcher(entries)
    compiled = time.thread_time() - began
    ordinary = {"English": _long(english(messages), " "), "Chinese": _long(chinese(messages), "")}
    watched = [entry.term for entry in entries]
    disguised = {
        "English, stretched and with digits": [_leet(text, dice) for text in ordinary["English"]],
        "English, in mathematical letters": [_styled(text) for text in ordinary["English"]],
        "English, with spelled-out terms": [
            f"{text} {' '.join(dice.choice(watched[::2]))}" for text in ordinary["English"]
        ],
        "Chinese, with a spaced-out term": [
            f"{text} {' '.join(dice.choice(watched[1::2]))}" for text in ordinary["Chinese"]
        ],
    }
    kinds = []
    for name, texts in (ordinary | disguised).items():
        tell(name)
        kinds.append(_timed(name, matcher, texts))
    reached = all(kind.mean_ms < LIMIT_MS for kind in kinds[: len(ordinary)])
    return Watch(terms, compiled, LIMIT_MS, "reached" if reached else "not reached", tuple(kinds))


def _entries(count: int, dice: random.Random) -> list[Entry[int]]:
    """Distinct terms, English and Chinese by turns."""
    words: dict[str, None] = {}
    while len(words) < count:
        if len(words) % 2:
            words["".join(dice.choices(_HAN, k=dice.randint(2, 4)))] = None
        else:
            words["".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4)))] = None
    return [Entry(word, "en" if word.isascii() else "zh", number) for number, word in enumerate(words)]


def _long(sentences: Sequence[str], joint: str) -> list[str]:
    """As many messages of about 100 characters as there are sentences."""
    endless = cycle(sentences)
    texts = []
    for _ in sentences:
        text = next(endless)
        while len(text) < _LENGTH:
            text += joint + next(endless)
        texts.append(text[:_LENGTH])
    return texts


def _leet(text: str, dice: random.Random) -> str:
    changed = text.translate(str.maketrans("aeo", "430"))
    at = dice.randrange(len(changed))
    return changed[:at] + changed[at] * 5 + changed[at + 1 :]


def _styled(text: str) -> str:
    return "".join(chr(ord(letter) - ord("a") + 0x1D4EA) if "a" <= letter <= "z" else letter for letter in text)


def _timed(name: str, matcher: Matcher[int], texts: Sequence[str]) -> Kind:
    found = sum(bool(matcher.find(text)) for text in texts)  # the first time, tables are filled
    durations = []
    for at in range(0, len(texts), _ROUND):
        batch = list(islice(texts, at, at + _ROUND))
        began = time.thread_time()
        for text in batch:
            matcher.find(text)
        durations.append((time.thread_time() - began) / len(batch))
    return Kind(
        name,
        sum(map(len, texts)) / len(texts),
        found / len(texts),
        1e3 * sum(durations) / len(durations),
        Latency.of(durations),
    )

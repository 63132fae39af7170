"""Makes inputs without a fuzzer: from pieces that tend to break parsers, and from changed inputs of the corpus."""

from collections.abc import Sequence
from random import Random

from tests.fuzz.harness import SEPARATOR, Harness, decode
from tests.text.fragments import FRAGMENTS

PIECES = (
    *FRAGMENTS,
    *(
        "\r",
        "\x85",
        "\v",
        "<",
        ">",
        "/",
        ":",
    ),
    *(f"⟦{number}⟧" for number in range(10)),
    *("⟦", "⟧", "⟦ 1 ⟧", "⟦１⟧", "⟦10⟧", "[0]", "【0】", "⟦\u200b0⟧"),
    *(
        "I",
        "a",
    ),
    *(
        "WHAT",
        "THE ",
        "soooo",
        "hahaha",
        "ok",
        "and ",
        "because ",
        "is ",
        "the ",
        "or ",
        "'",
        "’",
        '"',
        "“",
        "”",
        "-",
        "—",
    ),
    *(
        "？",
        "我们今天去公园散步然后回家吃饭",
        "歡迎來到這裡",
        "：",
        "；",
        "、",
        "「",
        "」",
        "《",
        "》",
    ),
    *(
        "我",
        "的",
        "了",
        "唔係",
        "佢",
        "嘅",
        "幹",
        "乾",
        "里",
        "后",
        "著",
        "妳",
        "臺",
        "今日",
        "の",
        "です",
        "カタカナ",
        "안녕",
    ),
    *("привет", "สวัสดี", "مرحبا", "é", "ü", "ß", "İ", "ı", "ﬁ", "Ω", "ǆ", "ª", "½", "①", "Ⅳ", "𝓗𝓮", "ⓗ", "🅗", "ʜ", "ｈ"),
    *("𠮷", "𠵱", "𪚥", "〇", "々", "㐂", "豈", "\u2f00", "㍿", "㊙"),
    *(
        "<@&2>",
        "<#3>",
        "<a:b:2>",
        "<id:home>",
        "@here",
        "@小明",
    ),
    *(
        "👍🏽",
        "1️⃣",
        "❤️",
        "¯\\_(ツ)_/¯",
        "T_T",
        "\u20e3",
        "\ufe0f",
    ),
    *(
        "https://a.b/c_(d)",
        "www.a.com",
        "discord.gg/a",
        "://",
        "javascript:",
    ),
    *("[↗](<https://discord.com/channels/1/2/3>)", "**Amy**: ", "≈", "`code`", "#话题#", "#Topic", "[doge]", "[笑哭R]"),
    *("密码：8848",),
    *("--all", "★☆", "→", "192.168.0.1", ":8080", "+1 555 123 4567", "getById", "p@ss", "$HOME", "%a%"),
    *(
        "1",
        "12",
        "2024",
        "99999999999999999999",
        "1e999",
        "1,000",
        "3:30",
        "25:99",
        "5%",
        "$",
        "€",
        "¥",
        "#",
        "+",
        "=",
        ".",
    ),
    *(
        "5 km",
        "3 million",
        "twenty-one",
        "half",
        "once a week",
        "12/31",
        "2024-02-30",
        "3pm",
        "6 ft 2",
        "1/0",
        "0/0",
        "-40°C",
    ),
    *(
        "三",
        "十",
        "百",
        "万",
        "亿",
        "两",
        "半",
        "五千万",
        "三分之二",
        "下午三点",
        "二月三十日",
        "第",
        "个",
        "块",
        "斤",
        "周一",
        "每天",
        "打八折",
    ),
    *(
        "\x1b",
        "\udc00",
        "\ud83d",
        "\u200b",
        "\u200c",
        "\u202e",
        "\u2066",
        "\u2069",
        "\ufeff",
    ),
    *(
        "\u00ad",
        "\u034f",
        "\u3164",
        "\u2800",
        "\u180e",
        "\u3000",
        "\u00a0",
        "\ue005",
        "\uffff",
        "\U0010ffff",
        "\U000e0041",
    ),
    *(
        "\u0336",
        "\u0338",
        "\u0e49\u0e49\u0e49",
        "\u20dd",
        "\U0001f3fb",
        "\u1100\u1161",
        "\u0300",
    ),
)
"""Markup, placeholders, words, numbers, invisible and invalid characters, and the signs of several scripts."""

_PRINTABLE = bytes(33 + byte % 94 for byte in range(256))
_POOL = 2000
_LONG = 4000


class Mutator:
    """A reproducible source of inputs.

    Most are short, because short ones find the same faults and more of them can be tried. One of a few thousand repeats
    a few pieces up to the length of the longest message, to find code that takes too long.

    Args:
        harness: what the inputs are for.
        seeds: inputs to start from.
        seed: of the random numbers.
    """

    def __init__(self, harness: Harness, seeds: Sequence[bytes], seed: int = 0) -> None:
        self._random = Random(seed)  # noqa: S311 - no secret
        self._choices, self._texts = harness.choices, harness.texts
        self._pieces = PIECES + harness.pieces * max(1, len(PIECES) // (3 * len(harness.pieces or PIECES)))
        self._pool = [(seed[: self._choices], decode(seed[self._choices :])) for seed in seeds] or [(b"", "")]

    def __call__(self) -> bytes:
        """The next input."""
        chance = self._random.random()
        if chance < 0.4:
            head, text = self._head(), self._fresh()
        elif chance < 0.9995:
            head, text = self._random.choice(self._pool)
            head = self._head() if chance < 0.7 else head
            for _ in range(1 + int(3 * self._random.random())):
                text = self._edited(text)
        else:
            head, text = self._head(), self._long()
        if len(text) < 200 and self._random.random() < 0.02:
            self._keep(head, text)
        return head + text.encode("utf-8", "surrogatepass")

    def _keep(self, head: bytes, text: str) -> None:
        if len(self._pool) < _POOL:
            self._pool.append((head, text))
        else:
            self._pool[int(_POOL * self._random.random())] = head, text

    def _head(self) -> bytes:
        return self._random.randbytes(self._choices).translate(_PRINTABLE) if self._choices else b""

    def _fresh(self) -> str:
        most = 2 + 7 // self._texts
        sizes = (1 + int(most * self._random.random()) for _ in range(self._texts))
        return SEPARATOR.join("".join(self._random.choices(self._pieces, k=size)) for size in sizes)

    def _long(self) -> str:
        pieces = self._random.choices(self._pieces, k=1 + int(4 * self._random.random()))
        unit = "".join(pieces)
        start = self._random.choice(self._pieces)
        return start + unit * (self._random.choice((300, _LONG)) // len(unit)) + self._random.choice(self._pieces)

    def _edited(self, text: str) -> str:
        random, size = self._random.random, len(text)
        at = int(random() * (size + 1))
        end = min(size, at + 1 + int(6 * random()))
        chance = random()
        if chance < 0.45:
            return text[:at] + self._random.choice(self._pieces) + text[at:]
        if chance < 0.6:
            return text[:at] + self._random.choice(self._pieces) + text[end:]
        if chance < 0.75:
            return text[:at] + text[end:]
        if chance < 0.85:
            return text[:end] + text[at:end] + text[end:]
        _, other = self._random.choice(self._pool)
        cut = int(random() * (len(other) + 1))
        return (text[:at] + other[cut:])[:200]

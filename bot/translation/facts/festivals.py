"""Festivals, many of which are called by their dates in Chinese (五一, 双十一), and which models read as numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.text.script import to_simplified
from bot.translation.facts.names.types import Name

_TRADITIONAL = frozenset("節雙國臘聖運黨軍陽")
_NUMERALS = "零〇一二三四五六七八九十百千万亿两几半0-9"
_NOT_BEFORE = re.compile(rf"[第周週星期礼拜初{_NUMERALS}.,:：/-]$|[$¥￥#]$|(?:房间|密码|星期|礼拜|周|号楼|楼|线)$")
_AFTER_FESTIVAL = re.compile(
    r"\s*(?:假|放|快乐|愉快|去|出[去门游行]|玩|回[家老国去来]|来|打算|有[什没安空活优折]|想|之?前|[之以]?后(?!天)|的时候|那[天几]|当天|"
    r"准备|你|我|他|她|大家|咱|是|也|会[放去回]|能|过[得去节]|怎么|到了|到哪|在家|加班|高速|旅|车票|机票|的?票|档|晚会|活动|促|大促|买|"
    r"要|不|都|还|就|快到|礼物|送|红包|表白|期间|扫墓|吃|踏青|祭祖|上坟|节|值班|结婚|见|跟|和|人多|人太多|打折|囤|剁手|阅兵|勋章|"
    r"给|带|陪|堵|全家|一起|一家|计划|行程|安排|酒店|调休|上班|搬|开学|订|预约)"
)
_BEFORE_FESTIVAL = re.compile(
    r"(?:(?<![不超])过|过完|[今明昨后]天(?:就?是)?|今年|去年|明年|等到|快到|祝|下个|上个|每年|庆祝|趁|除了|赶在|春节|中秋|国庆|元旦|清明|端午)[的了]?$"
)
_LISTED = re.compile(
    r"(?:五一|十一|六一|国庆|中秋|元旦|春节|端午|清明|618|双11|双十一)\s*(?:[和与跟、/]|还是|或|,)\s*$"
)
_MAY_PRECEDE = re.compile(
    r"(?:[你我他们家]|今年|明年|去年|大家|打算|准备|想|以为|听说|但|可|那|这个?|因为|所以|如果|要是|等|知道|是|在|有)$"
)
_COUNTED = re.compile(r"\s?[个個点點号號月日天年次块元岁歲人位楼层级班页分秒小种件条张只台路中米]")
_HAPPY = re.compile(r"\s?(?:节日)?(?:快乐|愉快|安康)")
_SUBJECT = re.compile(r"\s?(?:[你我他她您]|咱们|大家)")
"""What begins a clause for which the festival gives the time."""
_EVERYONE = re.compile(r",? (?:to )?(?:everyone|everybody|all|guys|y['’]?all|folks|you all)(?![\w'’])", re.IGNORECASE)
_HAPPY_BEFORE = re.compile(r"\bhappy $", re.IGNORECASE)
_CELEBRATES = re.compile(
    r"\s?(?:party|parties|weekend|fireworks|bbq|barbecue|parade|everyone|y'?all|guys|celebration|sale|[!！])",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[a-z0-9]+")
_CONTEXT = 6
_AGES = frozenset(["十一"])
"""Festivals that can also be an age: 今年十一了 means `turned eleven`."""


@dataclass(frozen=True, slots=True)
class _Festival:
    """A row of the table.

    Attributes:
        written: what people write.
        rendering: its name in the other language.
        dated: whether it can also be a number or a date.
    """

    written: str
    rendering: str
    dated: bool


def find(text: str, language: str) -> list[Name]:
    """Find the festivals in the table, with a greeting for one (儿童节快乐, `Happy Halloween`).

    Args:
        text: Chinese prose, in either script, or English.
        language: of the text, `en` or `zh`.

    Returns:
        From left to right, without overlap.
    """
    return list(_in_chinese(text) if language == "zh" else _in_english(text))


def warm() -> None:
    """Read the tables."""
    _chinese()
    _english()


def _in_chinese(text: str) -> Iterator[Name]:
    if not _TRADITIONAL.isdisjoint(text) and len(simplified := to_simplified(text)) == len(text):
        text = simplified
    begins, by_beginning = _chinese()
    past = 0
    for match in begins.finditer(text):
        start = match.start()
        if start < past:
            continue
        for festival in by_beginning.get(text[start : start + 2], ()):
            end = start + len(festival.written)
            if not text.startswith(festival.written, start) or (festival.dated and not _is_meant(text, start, end)):
                continue
            rendering = festival.rendering
            if (greeting := _HAPPY.match(text, end)) is not None:
                end, rendering = greeting.end(), f"Happy {rendering.removeprefix('the ')}"
            elif start == 0 and _SUBJECT.match(text, end):
                rendering = f"{'for' if rendering.startswith('the ') else 'on'} {rendering},"
            yield Name(start, end, rendering)
            past = end
            break


def _is_meant(text: str, start: int, end: int) -> bool:
    """Whether a possible number is a festival, as shown by the words next to it and the absence of numerals."""
    before = text[max(0, start - _CONTEXT) : start].rstrip()
    if before and _LISTED.search(before):
        return re.match(rf"[{_NUMERALS}]", text[end : end + 1]) is None
    if (before and _NOT_BEFORE.search(before)) or re.match(rf"[{_NUMERALS}点.:：%]", text[end : end + 1]):
        return False
    if _BEFORE_FESTIVAL.search(before) is not None and _COUNTED.match(text, end) is None:
        return text[start:end] not in _AGES or _AFTER_FESTIVAL.match(text, end) is not None
    starts = not before or before[-1] in "，。！？,.!?；;~～"
    return (starts or _MAY_PRECEDE.search(before) is not None) and _AFTER_FESTIVAL.match(text, end) is not None


def _in_english(text: str) -> Iterator[Name]:
    first_words, names, by_name = _english()
    if first_words.isdisjoint(_WORDS.findall(text.lower())):
        return
    for match in names.finditer(text):
        festival = by_name[match.group(1).lower().replace("’", "'")]
        start, end, rendering = match.start(1), match.end(1), festival.rendering
        happy = _HAPPY_BEFORE.search(text, max(0, start - _CONTEXT), start)
        if festival.dated and happy is None and _CELEBRATES.match(text, end) is None:
            continue
        if happy is not None:
            start, rendering = happy.start(), f"{rendering}快乐"
            if (everyone := _EVERYONE.match(text, end)) is not None:
                end, rendering = everyone.end(), f"大家{rendering}"
        yield Name(start, end, rendering)


@cache
def _festivals(language: str) -> tuple[_Festival, ...]:
    table = files("bot.translation").joinpath("data/festivals.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and line[0] != "#")
    found = (_Festival(row[1], row[2], len(row) > 3) for row in rows if row[0] == language)  # noqa: PLR2004 - columns
    return tuple(sorted(found, key=lambda festival: -len(festival.written)))


@cache
def _chinese() -> tuple[re.Pattern[str], dict[str, list[_Festival]]]:
    by_beginning: dict[str, list[_Festival]] = {}
    for festival in _festivals("zh"):
        by_beginning.setdefault(festival.written[:2], []).append(festival)
    first, second = ("".join({beginning[at] for beginning in by_beginning}) for at in range(2))
    return re.compile(f"[{first}](?=[{second}])"), by_beginning


@cache
def _english() -> tuple[frozenset[str], re.Pattern[str], dict[str, _Festival]]:
    found = _festivals("en")
    alternatives = "|".join(re.escape(festival.written).replace("'", "['’]") for festival in found)
    words = frozenset(_WORDS.findall(festival.written.lower())[0] for festival in found)
    names = re.compile(rf"(?<![\w'’-])({alternatives})(?![\w-])", re.IGNORECASE)
    return words, names, {festival.written.lower(): festival for festival in found}

"""For generated expressions of every kind, renderings keep the value in both directions, and changes are detected."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.text.quantities import Language, Quantity, agree, find
from bot.text.quantities.numerals import read_chinese, to_chinese, to_english

_MONTHS = "January February March April May June July August September October November December".split()
_PLACES: dict[Language, str] = {"en": "We talked about {} again.", "zh": "我们又聊了{}。"}
_OTHER: dict[Language, Language] = {"en": "zh", "zh": "en"}

_count = st.integers(2, 10**6)
_decimal = st.decimals(Decimal("1.1"), Decimal(999), places=1)
_hours = st.tuples(st.integers(1, 12), st.integers(0, 59))
_dates = st.dates(date(1950, 1, 1), date(2049, 12, 31))


def _form(template: str) -> Callable[[object], str]:
    return template.format


def _unit(*templates: str) -> st.SearchStrategy[str]:
    return st.builds(lambda template, value: template.format(value), st.sampled_from(templates), _count)


_english = st.one_of(
    _count.map(str),
    _count.map("{:,}".format),
    _decimal.map(str),
    st.builds("{}{}".format, _decimal, st.sampled_from(["k", " million", " billion", " trillion", " thousand"])),
    _unit("{}%", "{:,}%", "${}", "${:,}", "€{}", "£{}", "HK${}", "{} dollars", "{} yuan", "{} cents"),
    _unit(
        "{} km",
        "{} miles",
        "{} cm",
        "{} kg",
        "{} lbs",
        "{} grams",
        "{} mph",
        "{} liters",
        "{} acres",
        "{}GB",
        "{} feet",
    ),
    _unit(
        "{} days",
        "{} weeks",
        "{} months",
        "{} hours",
        "{}min",
        "{} seconds",
        "{}°C",
        "{}°F",
        "{} degrees",
        "-{} degrees",
    ),
    st.integers(1, 99).map("{}% off".format),
    st.integers(2, 120).map("{} years old".format),
    st.builds(
        lambda moment, half: f"{moment[0]}:{moment[1]:02} {half}", _hours, st.sampled_from(["a.m.", "p.m.", "am", "pm"])
    ),
    st.builds(lambda hour, half: f"{hour} {half}", st.integers(1, 12), st.sampled_from(["a.m.", "p.m."])),
    st.builds(lambda hour, minute: f"{hour}:{minute:02}", st.integers(13, 23), st.integers(0, 59)),
    _dates.map(lambda day: f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"),
    _dates.map(lambda day: f"{day.day} {_MONTHS[day.month - 1]}"),
    _dates.map(date.isoformat),
    st.builds(lambda feet, inches: f"{feet}'{inches}\"", st.integers(3, 8), st.integers(0, 11)),
    st.builds(lambda part, more: f"{part}-{part + more} days", st.integers(2, 50), st.integers(1, 50)),
    st.integers(3, 99).map("one in {}".format),
    st.sampled_from(
        "half past nine|quarter to nine|ten past seven|two thirds|three quarters|twenty-five thousand".split("|")
    ),
)
_chinese = st.one_of(
    _count.map(str),
    _decimal.map(str),
    st.builds("{}{}".format, _decimal, st.sampled_from(["万", "亿", "万亿"])),
    _unit("{}%", "百分之{}", "{}元", "{}块钱", "{}美元", "{}欧元", "{}英镑", "{}港元", "{}日元"),
    _unit("{}公里", "{}米", "{}厘米", "{}公斤", "{}斤", "{}克", "{}英尺", "{}升", "{}亩", "{}平方米", "{}GB"),
    _unit("{}天", "{}周", "{}个月", "{}小时", "{}个小时", "{}分钟", "{}秒", "{}度", "零下{}度", "-{}度", "{}摄氏度"),
    st.integers(1, 99).filter(lambda share: share % 10 or share < 100).map("{}折".format),
    st.integers(2, 120).map("{}岁".format),
    st.builds(lambda period, hour: f"{period}{hour}点", st.sampled_from(["上午", "早上"]), st.integers(5, 11)),
    st.builds(lambda hour, minute: f"下午{hour}:{minute:02}", st.integers(1, 6), st.integers(0, 59)),
    st.builds(lambda hour, minute: f"晚上{hour}点{minute:02}分", st.integers(7, 11), st.integers(1, 59)),
    st.builds(lambda hour, minute: f"{hour}:{minute:02}", st.integers(13, 23), st.integers(0, 59)),
    _dates.map(lambda day: f"{day.year}年{day.month}月{day.day}日"),
    _dates.map(lambda day: f"{day.month}月{day.day}日"),
    st.builds(lambda part, more: f"{part}到{part + more}天", st.integers(2, 50), st.integers(1, 50)),
    st.builds(lambda whole, part: f"{whole}分之{min(part, whole - 1)}", st.integers(3, 99), st.integers(1, 98)),
    st.sampled_from(
        "晚上八点半|三分之二|百分之三十|两万五|三百五十块钱|1米75|凌晨三点一刻|七五折|一百零五斤".split("|")
    ),
)


def _only(text: str, language: Language) -> Quantity:
    (found,) = find(_PLACES[language].format(text), language)
    return found


def _survives(text: str, language: Language) -> None:
    found = _only(text, language)
    start = _PLACES[language].index("{")
    assert found.carried
    assert (found.start, found.end) == (start, start + len(text))
    other = _OTHER[language]
    answer = _PLACES[other].format(found.rendering)
    assert agree(_PLACES[language].format(text), answer, language)
    (again,) = find(answer, other)
    assert again.values == found.values


@given(_english)
def test_english_renderings_keep_the_value(text: str) -> None:
    _survives(text, "en")


@given(_chinese)
def test_chinese_renderings_keep_the_value(text: str) -> None:
    _survives(text, "zh")


def _is_noticed(first: str, second: str, language: Language) -> None:
    one, two = _only(first, language), _only(second, language)
    assume(one.kind is two.kind and one.unit == two.unit)
    assume(one.values != two.values)
    answer = _PLACES[_OTHER[language]].format(two.rendering)
    assert not agree(_PLACES[language].format(first), answer, language)


@given(st.integers(0, 40), st.data())
def test_a_changed_english_number_is_detected(unit: int, data: st.DataObject) -> None:
    forms = ["{}", "{:,}", "{} km", "${}", "{} days", "{} kg", "{}°C", "{} years old", "{} GB", "{} million"]
    form = forms[unit % len(forms)]
    one, two = data.draw(_count), data.draw(_count)
    _is_noticed(form.format(one), form.format(two), "en")


@given(st.integers(0, 40), st.data())
def test_a_changed_chinese_number_is_detected(unit: int, data: st.DataObject) -> None:
    forms = ["{}", "{}公里", "{}美元", "{}天", "{}斤", "{}度", "{}岁", "{}GB", "{}万", "百分之{}"]
    form = forms[unit % len(forms)]
    one, two = data.draw(_count), data.draw(_count)
    _is_noticed(form.format(one), form.format(two), "zh")


@given(_hours, _hours)
def test_a_changed_time_is_detected(one: tuple[int, int], two: tuple[int, int]) -> None:
    _is_noticed(f"{one[0]}:{one[1]:02} p.m.", f"{two[0]}:{two[1]:02} p.m.", "en")


@given(_dates, _dates)
def test_a_changed_date_is_detected(one: date, two: date) -> None:
    _is_noticed(one.isoformat(), two.isoformat(), "en")
    _is_noticed(one.isoformat(), two.isoformat(), "zh")


@given(st.text(max_size=200), st.sampled_from(["en", "zh"]))
def test_any_text_can_be_scanned(text: str, language: Language) -> None:
    found = find(text, language)
    assert all(0 <= quantity.start < quantity.end <= len(text) for quantity in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert agree(text, text, language) in {True, False}


@given(st.text("0123456789一二三四五六七八九十百千万亿两半点分年月日号个块元折成第周,.:/-%$ 到至", max_size=40))
def test_anything_that_looks_numeric_can_be_scanned(text: str) -> None:
    for language in ("en", "zh"):
        found = find(text, language)
        assert all(left.end <= right.start for left, right in pairwise(found))


@given(st.integers(1, 10**15))
def test_large_numbers_are_written_exactly(number: int) -> None:
    value = Decimal(number)
    assert read_chinese(to_chinese(value)) == value
    values = [found.values for found in find(f"It is {to_english(value)} now", "en")]
    assert values == ([(value,)] if number > 1 else values)

"""Festivals are recognized as festivals, and similar numbers as numbers."""

import pytest

from bot.translation.facts import festivals


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("五一假期从4月29日到5月3日", ["the May Day holiday"]),
        ("六一去公园", ["Children's Day"]),
        ("十一去哪玩", ["the National Day holiday"]),
        ("去年十一我去了西藏", ["the National Day holiday"]),
        ("今天是六一", ["Children's Day"]),
        ("今年五一怎么过", ["May Day"]),
        ("五一和十一都放假", ["May Day", "the National Day holiday"]),
        ("双十一和双十二", ["Singles' Day (11.11)", "Double 12"]),
        ("雙十一買了什麼", ["Singles' Day (11.11)"]),
        ("祝你中秋节快乐", ["Happy Mid-Autumn Festival"]),
        ("三八妇女节快乐", ["Happy International Women's Day"]),
        ("618 你买了啥", ["for the 618 sale,"]),
        ("腊八粥真好喝", ["Laba porridge"]),
    ],
)
def test_chinese_festivals_are_found(text: str, found: list[str]) -> None:
    assert [festival.rendering for festival in festivals.find(text, "zh")] == found


@pytest.mark.parametrize(
    "text",
    [
        "我们班有六一二个人",
        "他考了第十一名",
        "十一个人去玩",
        "我今年十一岁",
        "一共618块",
        "十一点去",
        "十一月去",
        "房间618",
        "三十一去",
        "从一数到十一",
        "我儿子今年十一了",
        "不过十一不行",
        "快十一了",
    ],
)
def test_numbers_are_not_festivals(text: str) -> None:
    assert festivals.find(text, "zh") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What are you doing for Thanksgiving?", ["感恩节"]),
        ("we have labor day off", ["劳动节"]),
        ("New Year’s Eve party", ["跨年夜"]),
        ("Happy 4th of July everyone", ["大家美国独立日快乐"]),
        ("happy halloween!", ["万圣节快乐"]),
        ("the 4th of July is a Friday", []),
        ("a good day in the spring", []),
    ],
)
def test_english_festivals_are_found(text: str, found: list[str]) -> None:
    assert [festival.rendering for festival in festivals.find(text, "en")] == found

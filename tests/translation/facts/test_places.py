"""Places are found, and noticed if a translation lacks them."""

import pytest

from bot.text.language import Language
from bot.text.markup import parse
from bot.text.segmenter import Segment
from bot.translation.facts import places
from bot.translation.facts.protect import protect_facts


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("我在台北上班", "zh", ["Taipei"]),
        ("他从马来西亚去印度尼西亚", "zh", ["Malaysia", "Indonesia"]),
        ("我想去成都和高雄", "zh", ["Chengdu", "Kaohsiung"]),
        ("I moved from Chengdu to new york", "en", ["成都", "纽约"]),
        ("I'm from Turkey", "en", ["土耳其"]),
        ("She lives in Xi’an", "en", ["西安"]),
        ("the USA and the UK", "en", ["美国", "英国"]),
    ],
)
def test_listed_places_are_found(text: str, language: str, found: list[str]) -> None:
    assert [place.rendering for place in places.find(text, language)] == found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("都变成都市了", "zh"),
        ("大同小异", "zh"),
        ("早上海边很美", "zh"),
        ("这两台中的一台", "zh"),
        ("快递开封了吗", "zh"),
        ("大理石很贵", "zh"),
        ("we had turkey for dinner", "en"),
        ("Turkey is my favorite meat", "en"),
        ("a nice china plate", "en"),
        ("tell us", "en"),
        ("Jordan said so", "en"),
    ],
)
def test_words_that_look_like_places_are_not(text: str, language: str) -> None:
    assert places.find(text, language) == []


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("我在台北上班", "I work in Taipei.", "zh"),
        ("他住在高雄", "He lives in gaoxiong", "zh"),
        ("他是美国人", "He's American.", "zh"),
        ("他在加州", "He's in CA", "zh"),
        ("I love Sichuan food", "我爱吃川菜", "en"),
        ("I live in Taipei", "我住在臺北", "en"),
        ("I live in Texas", "我住在得州", "en"),
    ],
)
def test_a_place_may_have_any_of_its_names(source: str, target: str, language: str) -> None:
    assert places.keeps(source, target, language)


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("我在台北上班", "I'm at work at Taiwan.", "zh"),
        ("他住在高雄", "He lives in high male.", "zh"),
        ("我想去成都玩", "I want to go to play.", "zh"),
        ("他是美国人", "He is one of us", "zh"),
        ("加州旅馆", "Californ Hotel", "zh"),
        ("他在阿曼", "He's with a woman", "zh"),
        ("I live in Chengdu", "我住在英格兰德。", "en"),
        ("I love Sichuan food", "我喜欢西班牙食物", "en"),
    ],
)
def test_a_garbled_place_is_noticed(source: str, target: str, language: str) -> None:
    assert not places.keeps(source, target, language)


def test_places_are_only_protected_strictly() -> None:
    segment = Segment(parse("我在臺北上班"))
    assert protect_facts(segment, Language.CHINESE).spans == segment.spans
    assert [s.becomes for s in protect_facts(segment, Language.CHINESE, strictly=True).spans if s.becomes] == ["Taipei"]

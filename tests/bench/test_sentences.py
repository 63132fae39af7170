from collections.abc import Callable
from itertools import islice

import pytest

from bot.bench.sentences import chinese, english, talk
from bot.text.language import Language, identify


@pytest.mark.parametrize(("make", "language"), [(english, Language.ENGLISH), (chinese, Language.CHINESE)])
def test_sentences_are_distinct_and_in_their_language(make: Callable[[int], list[str]], language: Language) -> None:
    found = make(11_200)
    assert len(set(found)) == 11_200
    assert {identify(sentence).language for sentence in found[:200]} == {language}


def test_too_many_sentences_are_rejected() -> None:
    with pytest.raises(ValueError, match="11200"):
        english(11_201)


def test_talk_is_endless_and_deterministic() -> None:
    assert list(islice(talk(), 30_000))[:50] == list(islice(talk(), 50))


def test_two_rooms_only_share_banter() -> None:
    rooms = [{text for text in islice(talk(asking=asking), 1000) if len(text) > 8} for asking in (True, False)]
    assert {text for text in rooms[0] & rooms[1] if "http" not in text} == set()

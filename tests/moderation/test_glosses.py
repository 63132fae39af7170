"""What proposed translations mean."""

from bot.moderation.glosses import explain
from bot.text.language import Language
from bot.translation.service import Translator
from tests.translation.fakes import FakeSegments

ENGLISH, CHINESE = Language.ENGLISH, Language.CHINESE


async def test_words_of_the_dictionary_need_no_model() -> None:
    segments = FakeSegments(score=-0.05)
    meanings = await explain("idiot", ["傻瓜", "马鹿"], CHINESE, Translator(segments), 1)
    assert meanings == {"傻瓜": "shǎguā · idiot; fool", "马鹿": "mǎlù · red deer; fool; idiot"}
    assert "脑残" in (await explain("弱智", ["moronic"], ENGLISH, Translator(segments), 1))["moronic"]
    assert segments.asked == []


async def test_the_model_says_what_a_phrase_means() -> None:
    segments = FakeSegments(score=-0.05)
    segments.enqueue("go back to China")
    assert await explain("go home", ["滚回中国去"], CHINESE, Translator(segments), 1) == {
        "滚回中国去": "go back to China"
    }


async def test_a_meaning_that_only_repeats_the_term_is_left_out() -> None:
    segments = FakeSegments(score=-0.05)
    segments.enqueue("Go back to China")
    assert await explain("go back to china", ["滚回中国去"], CHINESE, Translator(segments), 1) == {}

import pytest

from bot.text.language import Language
from bot.translation.known.word_questions import translate_word_question

ENGLISH, CHINESE = Language.ENGLISH, Language.CHINESE


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        ("ghost是什么意思？", CHINESE, "What does ghost mean?"),
        ("오빠是什么意思", CHINESE, "What does 오빠 mean?"),
        ("“no cap”是什么意思啊", CHINESE, "What does “no cap” mean?"),
        ("lol什么意思", CHINESE, "What does lol mean?"),
        ("serendipity用中文怎么说", CHINESE, "How do you say serendipity in Chinese?"),
        ("Hermione怎么读", CHINESE, "How do you pronounce Hermione?"),
        ("什么是RNG", CHINESE, "What is RNG?"),
        ("ａｂｃ是什么", CHINESE, "What is abc?"),
        ("what does 内卷 mean?", ENGLISH, "内卷是什么意思？"),
        ("How do you pronounce 谢谢?", ENGLISH, "谢谢怎么读？"),
        ("how to say 我爱你 in English", ENGLISH, "我爱你用英语怎么说？"),
        ("How do you say спасибо in Chinese?", ENGLISH, "спасибо用中文怎么说？"),
        ("What's the difference between 了 and 过?", ENGLISH, "了和过有什么区别？"),
        ("what is 螺蛳粉", ENGLISH, "螺蛳粉是什么？"),
    ],
)
def test_the_word_in_question_is_kept(text: str, source: Language, target: str) -> None:
    assert translate_word_question(text, source) == target


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("内卷是什么意思", CHINESE),
        ("这个app是什么", CHINESE),
        ("what does it mean", ENGLISH),
        ("what is 你的名字 about", ENGLISH),
        ("how do you feel about 上海", ENGLISH),
        ("", CHINESE),
    ],
)
def test_other_sentences_are_for_the_model(text: str, source: Language) -> None:
    assert translate_word_question(text, source) is None

import math
import time
from dataclasses import replace

import pytest

from bot.errors import DeadlineError, OverloadedError
from bot.nmt.types import Hypothesis
from bot.text.language import Language
from bot.translation.render import RETRY_BEAM
from bot.translation.service import Translator
from bot.translation.types import Doubt, Reason, Skip, Target, Translation
from tests.translation.fakes import CHINESE_TO_ENGLISH, ENGLISH_TO_CHINESE, FakeSegments


@pytest.fixture
def model() -> FakeSegments:
    return FakeSegments()


@pytest.fixture
def use(model: FakeSegments) -> Translator:
    return Translator(model)


async def text_of(outcome: Translation | Skip) -> str:
    assert isinstance(outcome, Translation), outcome
    return outcome.text


async def test_english_is_translated_to_chinese(use: Translator, model: FakeSegments) -> None:
    model.enqueue("今晚有人想打游戏吗？")
    outcome = await use.translate("Does anybody want to play tonight?")
    assert outcome == Translation("今晚有人想打游戏吗？", Language.ENGLISH, Target.SIMPLIFIED, math.exp(-0.5))
    assert model.history[0].direction == ENGLISH_TO_CHINESE


async def test_chinese_is_translated_to_english(use: Translator, model: FakeSegments) -> None:
    model.enqueue("Where are you going for dinner?")
    outcome = await use.translate("你们晚饭去哪里吃？")
    assert isinstance(outcome, Translation)
    assert (outcome.text, outcome.source, outcome.target) == (
        "Where are you going for dinner?",
        Language.CHINESE,
        Target.ENGLISH,
    )
    assert model.history[0].direction == CHINESE_TO_ENGLISH


async def test_traditional_is_shown_to_the_model_as_simplified(use: Translator, model: FakeSegments) -> None:
    await use.translate("這個遊戲真的很好玩")
    assert model.asked == ["这个游戏真的很好玩"]


async def test_traditional_is_written_on_request_and_protected_spans_are_kept(
    use: Translator, model: FakeSegments
) -> None:
    model.enqueue("输入⟦0⟧来开始这个游戏")
    outcome = await use.translate("Type `简体` to start this game", target=Target.TRADITIONAL)
    text = await text_of(outcome)
    assert "`简体`" in text
    assert "遊戲" in text


async def test_script_is_converted_on_request_without_the_model(use: Translator, model: FakeSegments) -> None:
    outcome = await use.translate("这个游戏很好玩", target=Target.TRADITIONAL)
    assert await text_of(outcome) == "這個遊戲很好玩"
    assert model.history == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.EMPTY),
        ("  \n\t ", Reason.EMPTY),
        ("😂😂😂", Reason.NO_WORDS),
        ("<:tea:123456789012345678> <@123456789012345678>", Reason.NO_WORDS),
        ("https://example.com/a/b", Reason.NO_WORDS),
        ("12:30", Reason.NO_WORDS),
        ("gg", Reason.UNKNOWN_LANGUAGE),
        ("ok", Reason.UNKNOWN_LANGUAGE),
        ("今日はとてもいい天気ですね", Reason.OTHER_LANGUAGE),
        ("오늘 날씨가 정말 좋네요", Reason.OTHER_LANGUAGE),
        ("Je ne sais pas ce que tu veux dire, mon ami", Reason.OTHER_LANGUAGE),
    ],
)
async def test_other_languages_are_skipped(use: Translator, model: FakeSegments, text: str, reason: Reason) -> None:
    outcome = await use.translate(text)
    assert isinstance(outcome, Skip)
    assert outcome.reason is reason
    assert model.history == []


@pytest.mark.parametrize(
    ("text", "translated"),
    [
        ("noooo 😭😭", "不 😭😭"),
        ("thankssss 🙏", "谢谢 🙏"),
        ("LOL 😂", "哈哈 😂"),
        ("<@123456789012345678> yay!!!! 🎉", "<@123456789012345678>好耶！ 🎉"),
        ("嗯哼 😏", "Mm-hm 😏"),
    ],
)
async def test_a_known_word_is_translated_with_any_decoration(
    use: Translator, model: FakeSegments, text: str, translated: str
) -> None:
    assert await text_of(await use.translate(text)) == translated
    assert model.history == []


@pytest.mark.parametrize("text", ["haha 😂", "ok 👍", "gg 🎉", "hola 👋", "`help`"])
async def test_universal_words_are_skipped_with_any_decoration(use: Translator, text: str) -> None:
    assert isinstance(await use.translate(text), Skip)


@pytest.mark.parametrize(
    ("text", "likelier", "better"),
    [
        ("韩红唱得真好", "⟦0⟧ It's nice to sing.", "⟦0⟧ sings really well."),
        ("请勿在群里发广告，违者踢出", "Do not post ads in the group.", "No ads in the group, or you get kicked out."),
        ("少放一点盐", "Salt salt a little.", "A little less salt."),
        ("今天的面条太好吃了", "Today's noodle panties are delicious.", "Today's noodles are delicious."),
    ],
)
async def test_a_better_hypothesis_wins_over_a_likelier_one(
    use: Translator, model: FakeSegments, text: str, likelier: str, better: str
) -> None:
    beam = tuple(Hypothesis(one, -0.1 * n, 9) for n, one in enumerate((likelier, better), start=1))
    model.enqueue(replace(beam[0], alternatives=beam[1:]))
    outcome = await use.translate(text)
    assert await text_of(outcome) == better.replace("⟦0⟧", "Han Hong")


async def test_words_unknown_to_the_dictionary_are_not_trusted(use: Translator, model: FakeSegments) -> None:
    model.enqueue(Hypothesis("The lamp sings beside a green river", -0.01, 8))
    outcome = await use.translate("他就是这样的")
    assert isinstance(outcome, Translation)
    assert outcome.doubts == {Doubt.WORDS}
    model.enqueue(Hypothesis("I am ⟦0⟧", -0.01, 8))
    outcome = await use.translate("我就是陈静")
    assert isinstance(outcome, Translation)
    assert not outcome.doubts


async def test_a_slang_noun_has_an_article_after_its_verb(use: Translator, model: FakeSegments) -> None:
    model.enqueue("Are you ⟦0⟧?", "He's ⟦0⟧.", "That ⟦0⟧ again.")
    assert await text_of(await use.translate("你是不是柠檬精")) == "Are you a green-eyed monster?"
    assert await text_of(await use.translate("他是我们班的显眼包")) == "He's an attention magnet."
    assert await text_of(await use.translate("那个显眼包又来了")) == "That attention magnet again."


async def test_text_already_in_the_target_language_is_skipped(use: Translator) -> None:
    outcome = await use.translate("I am on my way home now", target=Target.ENGLISH)
    assert outcome == Skip(Reason.SAME_LANGUAGE, Language.ENGLISH)


async def test_mentions_emoji_and_links_come_out_unchanged(use: Translator, model: FakeSegments) -> None:
    source = "hey <@123456789012345678> look at https://example.com/?a=1&b=2 <a:wow:987654321098765432> it is great"
    text = await text_of(await use.translate(source))
    for protected in ("<@123456789012345678>", "https://example.com/?a=1&b=2", "<a:wow:987654321098765432>"):
        assert text.count(protected) == 1
    assert all("<@" not in segment and "https" not in segment for segment in model.asked)


async def test_a_lost_placeholder_causes_translation_piece_by_piece(use: Translator, model: FakeSegments) -> None:
    model.enqueue("感谢帮助", "谢谢。", "的好帮助。")
    text = await text_of(await use.translate("Thanks to <@123456789012345678> for the good help"))
    assert text == "谢谢<@123456789012345678>的好帮助"
    assert len(model.history) == 2


async def test_a_model_without_placeholders_never_sees_one() -> None:
    model = FakeSegments(placeholders=0)
    text = await text_of(await Translator(model).translate("Thanks to <@123456789012345678> for the good help"))
    assert text.count("<@123456789012345678>") == 1
    assert all("⟦" not in segment for segment in model.asked)


async def test_garbage_is_retried_with_a_wider_beam(use: Translator, model: FakeSegments) -> None:
    model.enqueue("", "我今天很累")
    assert await text_of(await use.translate("I am so tired today")) == "我今天很累"
    assert [call.beam for call in model.history] == [1, RETRY_BEAM]


async def test_garbage_twice_is_untranslatable(use: Translator, model: FakeSegments) -> None:
    model.enqueue("", "去去去去去去去去去去去去去去去去去去去去去去去去")
    assert await use.translate("I am so tired today") == Skip(Reason.UNTRANSLATABLE, Language.ENGLISH)


async def test_a_sentence_without_a_translation_is_kept(use: Translator, model: FakeSegments) -> None:
    model.enqueue("今天天气很好。", "", "")
    outcome = await use.translate("The weather is nice today. I would like to go out.")
    assert isinstance(outcome, Translation)
    assert outcome.text == "今天天气很好。I would like to go out."
    assert outcome.confidence == pytest.approx(math.exp(-0.5) / 2)


async def test_lines_are_kept_and_sentences_are_spaced_for_their_language(use: Translator, model: FakeSegments) -> None:
    model.enqueue("It is raining today.", "Let us stay at home.", "What do you want to eat?")
    text = await text_of(await use.translate("今天下雨了。我们待在家里吧。\n- 你想吃什么？"))
    assert text == "It is raining today. Let us stay at home.\n- What do you want to eat?"
    model.enqueue("今天下雨了。", "我们待在家里吧。")
    assert (
        await text_of(await use.translate("It is raining today. Let us stay home.")) == "今天下雨了。我们待在家里吧。"
    )


async def test_a_chinese_sentence_with_english_words_is_chinese(use: Translator, model: FakeSegments) -> None:
    await use.translate("我今天的 meeting 太多了，完全没时间写 code")
    assert {call.direction for call in model.history} == {CHINESE_TO_ENGLISH}


async def test_separate_sentences_in_both_languages_are_each_translated(use: Translator, model: FakeSegments) -> None:
    def answer(segment: str, direction: object) -> str:
        return "我马上就到。" if direction == ENGLISH_TO_CHINESE else "What did you eat for lunch?"

    outcome = await Translator(FakeSegments(answer)).translate("I will be there soon. 你们中午吃了什么？")
    assert await text_of(outcome) == "我马上就到。 What did you eat for lunch?"


async def test_a_message_that_says_the_same_in_both_languages_is_skipped() -> None:
    def answer(segment: str, direction: object) -> str:
        return (
            "服务器今晚维护。" if direction == ENGLISH_TO_CHINESE else "The server will be under maintenance tonight."
        )

    outcome = await Translator(FakeSegments(answer)).translate(
        "The server is under maintenance tonight.\n今晚服务器维护。"
    )
    assert isinstance(outcome, Skip)
    assert outcome.reason is Reason.BOTH_LANGUAGES


async def test_tenant_and_deadline_reach_the_engine(use: Translator, model: FakeSegments) -> None:
    deadline = time.monotonic() + 60
    await use.translate("How are you doing today?", tenant=77, deadline=deadline)
    assert (model.history[0].tenant, model.history[0].deadline) == (77, deadline)


@pytest.mark.parametrize("error", [OverloadedError("full"), DeadlineError("late")])
async def test_what_the_engine_raises_is_raised(
    use: Translator, model: FakeSegments, error: OverloadedError | DeadlineError
) -> None:
    model.enqueue(error)
    with pytest.raises(type(error)):
        await use.translate("How are you doing today?")


@pytest.mark.parametrize(
    "text",
    [
        "x" * 4000,
        "你" * 4000,
        "😂" * 2000,
        "hello \ud800 there my friend",
        "\u202eolleh ym dneirf\u202c how are you",
        "he\u200dllo my fri\u200cend, how are you",
        "**bold *and ~~nested || unclosed __markdown, my friend",
        "> - ```py\n> print('hi')\n> ```\nhow do you like this code?",
        "do you know what ⟦0⟧ and ⟦1⟧ mean?",
        "h̷̛̗e̵͎̾l̶̰͝l̸̟̈o̴̜͝ ̷̰̈m̴̱͝y̶̗͝ ̶̬̈f̸͚̾r̶̰͝ï̸̟e̴̜͝n̷̰̈ḏ̴͝",
        "how\x00 are\x00 you doing today",
    ],
)
async def test_hostile_input_is_translated_or_skipped(use: Translator, text: str) -> None:
    assert isinstance(await use.translate(text), Translation | Skip)


async def test_placeholders_in_the_original_survive(use: Translator) -> None:
    text = await text_of(await use.translate("do you know what ⟦0⟧ and ⟦1⟧ mean?"))
    assert text.count("⟦0⟧") == 1
    assert text.count("⟦1⟧") == 1


@pytest.mark.parametrize(
    ("below", "very_below", "doubts", "very"),
    [
        (None, None, frozenset(), False),
        (0.1, 0.1, frozenset(), False),
        (0.99, None, frozenset({Doubt.CONFIDENCE}), False),
        (0.99, 0.98, frozenset({Doubt.CONFIDENCE}), True),
    ],
)
async def test_translations_below_the_thresholds_are_unsure(
    model: FakeSegments, below: float | None, very_below: float | None, doubts: frozenset[Doubt], *, very: bool
) -> None:
    model.enqueue(*["今晚有人想打游戏吗？"] * 2)
    use = Translator(model, unsure_below=below, very_unsure_below=very_below)
    outcome = await use.translate("Does anybody want to play tonight?")
    assert isinstance(outcome, Translation)
    assert (outcome.unsure, outcome.very_unsure, outcome.doubts) == (bool(doubts), very, doubts)


@pytest.mark.parametrize("answer", ["⟦0⟧ the ⟦1⟧ did it", "did it ⟦0⟧.⟦1⟧"])
async def test_an_emphasized_word_is_not_lost(use: Translator, model: FakeSegments, answer: str) -> None:
    model.enqueue(answer, "the butler", "did it")
    outcome = await use.translate("**管家**干的坏事")
    assert isinstance(outcome, Translation)
    assert outcome.text == "**the butler** did it"
    assert outcome.unsure


async def test_marks_around_protected_spans_are_merged_with_them(use: Translator, model: FakeSegments) -> None:
    model.enqueue("我每天用⟦0⟧")
    assert await text_of(await use.translate("I use **<@12>** every day")) == "我每天用**<@12>**"


async def test_app_labels_are_translated(use: Translator, model: FakeSegments) -> None:
    model.enqueue("⟦0⟧ this is my cat")
    assert await text_of(await use.translate("[图片]这是我家的猫")) == "[image] this is my cat"


async def test_one_wrong_sentence_makes_the_message_unsure(model: FakeSegments) -> None:
    use = Translator(model, unsure_below=0.3)
    model.enqueue(Hypothesis("我把钥匙丢了。", -0.1, 8), Hypothesis("灯在唱歌。", -1.6, 8))
    outcome = await use.translate("I lost my keys. The moderators are sleeping.")
    assert isinstance(outcome, Translation)
    assert outcome.unsure


async def test_amounts_matter_for_messages_in_both_languages(use: Translator, model: FakeSegments) -> None:
    model.enqueue("We lost ⟦0⟧.", "我们输了⟦0⟧。")
    assert isinstance(await use.translate("We lost 3-1. 我们三比二输了。"), Translation)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.markup import parse
from bot.text.segmenter import Segment, segment


def segments(text: str) -> list[str]:
    pieces = segment(parse(text))
    assert "".join(piece.text for piece in pieces) == text
    return [piece.text for piece in pieces if isinstance(piece, Segment)]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("I'm home 😊 what's for dinner", ["I'm home", "what's for dinner"]),
        ("that was fun 😂 see you tomorrow 👋", ["that was fun", "see you tomorrow"]),
        ("我到家了🏠你呢❓", ["我到家了", "你呢"]),
        ("哈哈哈[doge]你真逗", ["哈哈哈", "你真逗"]),
        ("太可爱了[笑哭R][笑哭R]想要", ["太可爱了", "想要"]),
        ("happy birthday 🎂 hope you have a great day", ["happy birthday", "hope you have a great day"]),
        ("lol 😂 that's crazy", ["lol", "that's crazy"]),
        ("thanks 🙏 you saved me", ["thanks", "you saved me"]),
        ("the food was great 👍 but the service was slow 👎", ["the food was great", "but the service was slow"]),
        ("I failed T_T what do I do", ["I failed", "what do I do"]),
        ("no way :) you did it", ["no way", "you did it"]),
        ("got the job 🎉🎉 can't believe it", ["got the job", "can't believe it"]),
        ("I am so tired 😴 going to bed", ["I am so tired", "going to bed"]),
        ("I'm at work 💼 call me later", ["I'm at work", "call me later"]),
        ("i miss you 🥺💕 come back soon", ["i miss you", "come back soon"]),
        ("omg 😱😱 did you see that", ["omg", "did you see that"]),
        ("is it done 🤔 are you sure", ["is it done", "are you sure"]),
        ("that's so cute 🥺 where did you get it", ["that's so cute", "where did you get it"]),
        ("sounds good <:blob:123456789> let me know", ["sounds good", "let me know"]),
        ("nice job :tada: you earned it", ["nice job", "you earned it"]),
        ("今天吃火锅🍲你来吗", ["今天吃火锅", "你来吗"]),
        ("好吃😋明天见", ["好吃", "明天见"]),
        ("下班了 😭 好累啊", ["下班了", "好累啊"]),
        ("哭死😭我的快递丢了", ["哭死", "我的快递丢了"]),
        ("我没事QAQ你放心", ["我没事", "你放心"]),
        ("明天考试📚祝我好运🙏", ["明天考试", "祝我好运"]),
        ("周末愉快🌈记得休息", ["周末愉快", "记得休息"]),
        ("hello 👋 你好吗", ["hello", "你好吗"]),
        ("晚安😴明天见🌙", ["晚安", "明天见"]),
        ("good luck 🍀 you'll do great", ["good luck", "you'll do great"]),
        ("今天天气真好☀️我们去公园吧", ["今天天气真好", "我们去公园吧"]),
        ("wait 🤔 is that true?", ["wait", "is that true?"]),
        ("Let's eat 🍜 I'm hungry", ["Let's eat", "I'm hungry"]),
        ("先登录 -> 再点击", ["先登录", "再点击"]),
        ("#旅行 #美食 今天好开心", ["今天好开心"]),
        ("good morning #monday", ["good morning"]),
    ],
)
def test_an_emoji_between_clauses_separates_segments(text: str, clauses: list[str]) -> None:
    assert segments(text) == clauses


@pytest.mark.parametrize(
    "text",
    [
        "I love 🍕 and 🍔",
        "I ❤️ you",
        "give me a 🍎 please",
        "我爱❤️你",
        "so 😂 funny",
        "my 🐶 ate my homework",
        "we 🎉 all night",
        "I want 🍜 tonight",
        "she has the best 🐱 in the world",
        "I bought a new 🚗 and I love it",
        "I love you 😘 so much",
        "my cat 🐈 is the best",
        "🍕 is life",
        "the 🐐 is here",
        "我的🐱很可爱",
        "我想吃🍕和🍔",
        "我养了🐶和🐱",
        "笑死😂了",
        "这个🎮好玩吗",
        "他是🐶吗",
        "🐱很可爱",
    ],
)
def test_an_emoji_that_is_a_word_stays_in_its_sentence(text: str) -> None:
    assert segments(text) == [text]


def test_an_emoji_at_either_end_is_not_part_of_the_sentence() -> None:
    assert segments("🎂 happy birthday to you 🎉") == ["happy birthday to you"]


WORDS = [
    "I",
    "love",
    "a",
    "and",
    "go home",
    "what",
    "is it",
    "我",
    "你好",
    "的",
    "吃",
    "了",
    "，",
    ". ",
    " ",
    "**",
    "\n",
]
SIGNS = ["😂", "🍕", "[doge]", " 😭 ", ":)", "❤️", "★", "<:a:1>"]


@given(st.lists(st.sampled_from(WORDS + SIGNS), max_size=20).map("".join))
def test_nothing_is_lost(text: str) -> None:
    segments(text)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nmt.quality import _LOOP, Fault, _may_loop, check
from bot.nmt.types import Hypothesis
from tests.nmt.fakes import EN_ZH, ZH_EN


def judge(source: str, target: str) -> Fault | None:
    """Check a translation; the direction follows from the script of the source, or of the target if it has none."""
    direction = ZH_EN if any("一" <= letter <= "鿿" for letter in source) else EN_ZH
    return check(source, Hypothesis(target, -0.5, 5), direction)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("ok", "好的"),
        ("ok", "OK"),
        ("lol", "哈哈"),
        ("hi", "你好"),
        ("好", "OK"),
        ("嗯", "Mm-hm."),
        ("Minecraft", "Minecraft"),
        ("Elden Ring", "Elden Ring"),
        ("iPhone 15 Pro Max", "iPhone 15 Pro Max"),
        ("GG WP", "GG WP"),
        ("Tom", "汤姆"),
        ("汤姆", "Tom"),
        ("加油", "You can do it!"),
        ("不好意思", "Sorry"),
        ("thank you so much for everything", "谢谢"),
        ("画蛇添足", "to spoil something by adding what it does not need"),
        ("hahahahahaha", "哈哈哈哈哈哈"),
        ("哈哈哈哈哈哈哈", "Hahahahahahaha"),
        ("no no no no!", "不，不，不，不！"),
        ("noooo", "不要啊啊啊"),
        ("very very very good", "非常非常非常好"),
        ("!!!!!!!!", "！！！！！！！！"),
        ("...", "……"),
        ("12345", "12345"),
        ("⟦0⟧", "⟦0⟧"),
        ("⟦0⟧ look at ⟦1⟧", "⟦1⟧看看⟦0⟧"),
        ("I have 20 million dollars", "我有2000万美元"),
        ("see you at 10 pm", "22点见"),
        ("It costs 1,250 dollars.", "这要1250美元。"),
        ("我有3只猫", "I have three cats."),
        ("He said 「桥」 means bridge", "他说“桥”就是 bridge 的意思"),
        ("“桥”是什么意思？", "What does 桥 mean?"),
        ("", ""),
        (" ", " "),
    ],
)
def test_good_translations_pass(source: str, target: str) -> None:
    assert judge(source, target) is None


@pytest.mark.parametrize(
    ("source", "target", "fault"),
    [
        ("hello", "", Fault.EMPTY),
        ("!", " ", Fault.EMPTY),
        ("hello ⟦0⟧", "你好", Fault.PLACEHOLDER),
        ("hello ⟦0⟧", "你好⟦0⟧⟦0⟧", Fault.PLACEHOLDER),
        ("hello ⟦0⟧", "你好⟦1⟧", Fault.PLACEHOLDER),
        ("hello", "你好⟦0⟧", Fault.PLACEHOLDER),
        ("what is this thing", "这是安安安安安安安", Fault.REPETITION),
        ("what is this thing", "这是什么东西，什么东西，什么东西，什么东西，什么东西", Fault.REPETITION),
        ("这是什么", "the the the the the the", Fault.REPETITION),
        ("这是什么", "I know that I know that I know that I know that", Fault.REPETITION),
        (
            "他去了许多地方",
            "He went to the one, he went to the two, he went to three, he went to four and he went to five",
            Fault.REPETITION,
        ),
        ("good morning everyone", "Good morning, everyone!", Fault.COPY),
        ("大家早上好", "大家早上好。", Fault.COPY),
        ("good morning everyone", "Bonjour tout le monde", Fault.SCRIPT),
        ("good morning everyone", "12345", Fault.SCRIPT),
        ("大家早上好", "早上好 everyone", None),
        ("大家早上好，今天过得怎么样", "早上好，今天过得 how", Fault.SCRIPT),
        (
            "I told you yesterday that we would have to leave early because the train does not wait for anybody",
            "我说过",
            Fault.RATIO,
        ),
        ("今天天气很好", "The weather is nice today and " + "so many more things are said here " * 2, Fault.RATIO),
        ("a rare sign", "一个少见的\ufffd号", Fault.GARBLED),
        ("a rare sign", "一个少见的 ⁇ 号", Fault.GARBLED),
        ("what is \ufffd here", "这里的\ufffd是什么", None),
    ],
)
def test_faults_are_found(source: str, target: str, fault: Fault | None) -> None:
    assert judge(source, target) == fault


@given(
    st.tuples(st.text("abc 哈你", max_size=12), st.text("ab 哈", min_size=1, max_size=7), st.integers(1, 9)).map(
        lambda drawn: drawn[0] + drawn[1] * drawn[2] + drawn[0]
    )
)
def test_the_fast_path_misses_no_loops(text: str) -> None:
    assert _may_loop(text) or not _LOOP.search(text)

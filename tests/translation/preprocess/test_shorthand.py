import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.translation.preprocess.shorthand import expand_shorthand
from bot.translation.service import Translator
from bot.translation.types import Translation
from tests.translation.fakes import FakeSegments


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("idk what to do tmrw", "I don't know what to do tomorrow"),
        ("IDK y he left", "I don't know why he left"),
        ("r u coming tmr?", "are you coming tomorrow?"),
        ("ty for the help", "thank you for the help"),
        ("i gtg, ttyl", "I have to go, ttyl"),
        ("its my bday", "it's my birthday"),
        ("wait w/o me", "wait without me"),
        ("imo this is better", "I think this is better"),
        ("pls, help", "please, help"),
        ("Ty is my friend", "Ty is my friend"),
        ("RN jobs near me", "RN jobs near me"),
        ("its name is Rex", "its name is Rex"),
        ("see https://u.example/rn and @u", "see https://u.example/rn and @u"),
        ("the USB-u port, u.s. army, u's", "the USB-u port, u.s. army, u's"),
        ("⟦0⟧ is here rn", "⟦0⟧ is here right now"),
        ("", ""),
    ],
)
def test_only_shorthand_is_expanded(text: str, spelled: str) -> None:
    assert expand_shorthand(text) == spelled


@given(st.text())
def test_expanding_twice_changes_nothing(text: str) -> None:
    assert expand_shorthand(expand_shorthand(text)) == expand_shorthand(text)


async def test_the_model_reads_expanded_shorthand() -> None:
    model = FakeSegments()
    model.enqueue("你今晚在做什么？")
    outcome = await Translator(model).translate("wyd tonight")
    assert isinstance(outcome, Translation)
    assert (outcome.text, model.asked) == ("你今晚在做什么？", ["what are you doing tonight"])

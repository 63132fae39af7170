import pytest

from bot.translation.service import Translator
from bot.translation.types import Translation
from tests.translation.fakes import FakeSegments


@pytest.mark.parametrize(
    ("text", "translated"),
    [
        ("谢谢李哥", "Thanks, Brother Li"),
        ("谢谢你，小美", "Thank you, Xiao Mei"),
        ("晚安娜娜", "Good night, Nana"),
        ("生日快乐张伟！", "Happy birthday, Zhang Wei!"),
        ("王老师，早上好", "Teacher Wang, good morning"),
        ("good night Mia", "晚安，Mia"),
        ("Happy birthday, Grace!", "生日快乐，Grace！"),
        ("Thanks Mrs. Wu", "谢谢，Wu太太"),
        ("Kevin, thank you!", "Kevin，谢谢你！"),
        ("love you Emma 😘", "爱你，Emma 😘"),
    ],
)
async def test_a_greeting_with_a_name_needs_no_model(text: str, translated: str) -> None:
    model = FakeSegments()
    outcome = await Translator(model).translate(text)
    assert isinstance(outcome, Translation)
    assert (outcome.text, outcome.confidence, model.history) == (translated, 1.0, [])


@pytest.mark.parametrize(
    "text",
    ["谢谢李哥帮忙", "小美想你", "stop Tom", "thanks Tom and Mia", "张伟厉害", "I met Tom"],
)
async def test_longer_messages_go_through_the_model(text: str) -> None:
    model = FakeSegments()
    await Translator(model).translate(text)
    assert model.history

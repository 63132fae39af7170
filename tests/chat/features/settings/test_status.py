import pytest

from bot.chat.features.settings.qiao import Status
from bot.chat.strings import ENGLISH, SIMPLIFIED, TRADITIONAL, say
from bot.telemetry.ledger import Ledger, Outcome
from bot.text.language import Language
from tests.chat.harness import BotHarness


def a_busy_day() -> Status:
    ledger = Ledger()
    for language in (Language.ENGLISH, Language.ENGLISH, Language.CHINESE):
        ledger.submit()
        ledger.count_language(language)
        ledger.record_times(10.0, 10.6, 10.8)
        ledger.close(Outcome.POSTED)
    ledger.submit()
    return Status.of(ledger, model="qiao-1", uptime=93_784, posts=2)


def test_the_status_in_english() -> None:
    assert a_busy_day().lines(ENGLISH) == [
        "Running for 1 d 2 h with the model qiao-1",
        "Messages translated: 3 · posts: 2",
        "Messages by language: English 2 · Chinese 1",
        "Half of the translations took less than 750 ms",
        "In progress: 1",
    ]


def test_the_status_in_chinese() -> None:
    [running, translated, heard, median, waiting] = a_busy_day().lines(SIMPLIFIED)
    assert "1 天 2 小时" in running
    assert "qiao-1" in running
    assert "3 条" in translated
    assert "英文 2 · 中文 1" in heard
    assert "750 毫秒" in median
    assert "1 条" in waiting
    assert "1 天 2 小時" in a_busy_day().lines(TRADITIONAL)[0]


def test_unknown_values_are_left_out() -> None:
    lines = Status.of(Ledger(), model="qiao-1", uptime=3, posts=0).lines(ENGLISH)
    assert lines == [
        "Running for 0 min with the model qiao-1",
        "Messages translated: 0 · posts: 0",
        "In progress: 0",
    ]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(59, "0 min"), (60, "1 min"), (3_600, "1 h 0 min"), (7_320, "2 h 2 min"), (86_400 + 120, "1 d 0 h")],
)
def test_durations_have_two_units(seconds: float, words: str) -> None:
    [running, *_] = Status.of(Ledger(), model="m", uptime=seconds, posts=0).lines(ENGLISH)
    assert f"for {words} with" in running


@pytest.mark.parametrize(("seconds", "words"), [(0.0004, "1 ms"), (0.02, "20 ms"), (1.5, "1.5 s"), (75, "75.0 s")])
def test_short_times_are_in_milliseconds(seconds: float, words: str) -> None:
    status = Status(model="m", uptime=0, translated=1, median=seconds, waiting=0, posts=1, languages={})
    assert f"Half of the translations took less than {words}" in status.lines(ENGLISH)


def test_every_language_has_a_text() -> None:
    for locale in (ENGLISH, SIMPLIFIED):
        for language in Language:
            assert "7" in say(locale, f"status.language.{language}", count=7)


async def test_the_client_reports_its_status(harness: BotHarness) -> None:
    await harness.answer_to(await harness.say("How are you doing today, my friend?"))
    await harness.settled(1)
    status = harness.client.report()
    assert (status.translated, status.posts, status.waiting, status.model) == (1, 1, 0, "")
    assert status.languages == {Language.ENGLISH: 1}
    assert status.uptime > 0
    assert status.median is not None

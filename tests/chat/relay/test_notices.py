import asyncio

from bot.chat.relay.notices import OverloadNotices
from tests.chat.fakes import FakeNotifier
from tests.chat.harness import PATIENCE


async def test_a_notice_is_in_both_languages_with_advice() -> None:
    notifier = FakeNotifier()
    notices = OverloadNotices(notifier.notify)
    await notices.report(1, 1)
    assert "Translate" in notifier.history[0]
    assert "翻译" in notifier.history[0]
    await notices.close()


async def test_the_next_notice_is_delayed_and_has_the_total() -> None:
    notifier = FakeNotifier()
    notices = OverloadNotices(notifier.notify, interval=0.01)
    await notices.report(1, 5)
    await notices.report(1, 7)
    await notices.report(1, 8)
    assert len(notifier.history) == 1
    await notifier.until(2)
    assert "15" in notifier.history[1]
    await notices.close()


async def test_channels_have_separate_intervals() -> None:
    notifier = FakeNotifier()
    notices = OverloadNotices(notifier.notify)
    await notices.report(1, 5)
    await notices.report(2, 6)
    assert len(notifier.history) == 2
    await notices.close()


async def test_a_refused_notice_does_not_prevent_the_next() -> None:
    notifier = FakeNotifier()
    notices = OverloadNotices(notifier.notify, interval=0)
    await notices.report(1, 5)
    notifier.failing = True
    await notices.report(1, 6)
    await asyncio.wait_for(notifier.refused.wait(), PATIENCE)
    notifier.failing = False
    await notices.report(1, 7)
    assert "7" in notifier.history[-1]
    await notices.close()

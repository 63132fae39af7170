import asyncio

from bot.chat.relay.notices import OverloadNotices
from bot.errors import DiscordError
from tests.chat.house import PATIENCE


class FakeHerald:
    def __init__(self) -> None:
        self.history: list[str] = []
        self.spoke = asyncio.Condition()
        self.failing = False

    async def say(self, channel_id: int, guild_id: int | None, text: str) -> None:
        if self.failing:
            raise DiscordError("no")
        async with self.spoke:
            self.history.append(text)
            self.spoke.notify_all()

    async def until(self, count: int) -> None:
        async with self.spoke:
            await asyncio.wait_for(self.spoke.wait_for(lambda: len(self.history) >= count), PATIENCE)


async def test_a_notice_is_in_both_languages_and_says_what_to_do() -> None:
    herald = FakeHerald()
    shedding = OverloadNotices(herald.say)
    await shedding.tell(1, 1)
    assert "Translate" in herald.history[0]
    assert "翻译" in herald.history[0]
    await shedding.close()


async def test_the_next_notice_waits_and_tells_all_that_came_together() -> None:
    herald = FakeHerald()
    shedding = OverloadNotices(herald.say, interval=0.01)
    await shedding.tell(1, 5)
    await shedding.tell(1, 7)
    await shedding.tell(1, 8)
    assert len(herald.history) == 1
    await herald.until(2)
    assert "15" in herald.history[1]
    await shedding.close()


async def test_channels_do_not_silence_each_other() -> None:
    herald = FakeHerald()
    shedding = OverloadNotices(herald.say)
    await shedding.tell(1, 5)
    await shedding.tell(2, 6)
    assert len(herald.history) == 2
    await shedding.close()


async def test_a_channel_that_refuses_the_notice_is_tried_again_with_the_next() -> None:
    herald = FakeHerald()
    shedding = OverloadNotices(herald.say, interval=0)
    await shedding.tell(1, 5)
    herald.failing = True
    await shedding.tell(1, 6)
    await asyncio.gather(*shedding._pauses.values())
    herald.failing = False
    await shedding.tell(1, 7)
    assert "7" in herald.history[-1]
    await shedding.close()

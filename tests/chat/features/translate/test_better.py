"""A second, better model: unsure translations are improved by themselves, others on request."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.features.translate.better import REQUESTS_PER_MINUTE
from bot.chat.relay.improvements import AT_ONCE
from bot.errors import DeadlineError, EngineError, OverloadedError
from bot.nmt.types import Hypothesis
from bot.sandbox.model import Message
from bot.sandbox.server import Sandbox
from bot.storage.mutes import Mute
from bot.storage.types.preferences import ChannelPreferences, MemberPreferences, Mode
from bot.telemetry.health import serve
from bot.telemetry.ledger import HELD, Improvement
from bot.translation.better import Better
from bot.translation.service import Translator
from tests.chat.fakes import GatedSegments
from tests.chat.features.glossary.test_suggestions import log_here, press, review_post, suggested
from tests.chat.harness import BotHarness, HeldRequest, response_text
from tests.telemetry.scrape import scrape

ENGLISH = "How are you doing today, my friend?"
OTHER = "I am very tired today, my dear friend."
PHRASE = "Good night!"
"""The phrasebook knows it, so no model is asked."""
UNSURE = Hypothesis("朋友，你今天过得怎么样？", -1.5, 9)
VERY_UNSURE = Hypothesis("朋友，你今天过得怎么样？", -6.0, 9)
SURE = Hypothesis("我的朋友，你今天过得怎么样？", -0.05, 9)
FIRST = Hypothesis("朋友，你今天过得怎么样？", -0.05, 9)
MARK = "\n-# ≈ 译文仅供参考"
MENU = "Better translation"


class Town(BotHarness):
    """A bot with a second model.

    Attributes:
        better: the second model.
        waiting: the number of segments that it says wait for it.
    """

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        super().__init__(sandbox, folder)
        self.better = GatedSegments()
        self.waiting = 0

    async def start(self) -> None:
        await self.open(
            translator=Translator(self.model, unsure_below=0.25, very_unsure_below=0.05),
            better=Better(Translator(self.better, unsure_below=0.25, very_unsure_below=0.05), lambda: self.waiting),
        )

    async def prefer(self, **preferences: object) -> None:
        guild_id = self.world.channel(self.channel).guild_id or 0
        before = ChannelPreferences(self.channel, guild_id, enabled=True)
        await self.stores.channels.set(replace(before, **preferences))  # type: ignore[arg-type]

    async def unsure(self, text: str = ENGLISH, who: str = "Amy") -> tuple[Message, Message]:
        """Post a message with an unsure translation; return both."""
        self.model.enqueue(UNSURE)
        message = await self.say(text, who)
        return message, await self.known_answer_to(message)

    async def next_improved(self) -> list[str]:
        """Post a message that is improved; everything that the better model translated until then."""
        before = self.ledger.improvements.total()
        self.model.enqueue(Hypothesis("我今天很累，朋友", -1.5, 9))
        self.better.enqueue(Hypothesis("我今天很累，我亲爱的朋友", -0.05, 9))
        await self.say(OTHER)
        await self.ledger.until_improved(before + 1)
        return self.better.asked

    async def sure(self) -> tuple[Message, Message]:
        """Post a message with a sure translation; return both."""
        self.model.enqueue(FIRST)
        message = await self.say(ENGLISH)
        return message, await self.known_answer_to(message)

    async def held(self) -> asyncio.Event:
        """Hold the better model's next answer until the event is set."""
        self.better.gates.append(asyncio.Event())
        return self.better.gates[-1]

    async def press_menu(self, message: Message, who: str = "Jake") -> str:
        used = await self.sandbox.invoke_message(self.world.person(who).id, message.channel_id, message.id, MENU)
        return await response_text(used)

    async def press_button(self, post: Message, who: str = "Jake") -> str:
        return await response_text(await self.sandbox.press(self.world.person(who).id, post, "qiao:better"))

    async def answered(self, message: Message) -> Message:
        """Ask for a public answer with a flag."""
        self.model.enqueue(FIRST)
        self.react(message, "🇨🇳")
        return await self.known_answer_to(message)


@pytest.fixture
async def town(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Town]:
    town = Town(sandbox, tmp_path)
    await town.start()
    yield town
    await town.close()


async def test_an_unsure_translation_is_replaced_in_place(town: Town) -> None:
    town.better.enqueue(SURE)
    _, reply = await town.unsure()
    await town.sandbox.until(lambda: reply.content == SURE.text)
    assert len(town.posts()) == 1
    await town.ledger.until_improved(1)
    assert town.ledger.improvements == {Improvement.REPLACED: 1}
    assert town.ledger.outcomes == {"posted": 1}


async def test_the_first_translation_is_posted_without_waiting_for_the_better_one(town: Town) -> None:
    gate = await town.held()
    town.better.enqueue(SURE)
    _, reply = await town.unsure()
    await town.answer_to(await town.say(OTHER))
    assert reply.content == UNSURE.text + MARK
    gate.set()
    await town.sandbox.until(lambda: reply.content == SURE.text)


async def test_a_better_translation_that_is_unsure_too_is_not_posted(town: Town) -> None:
    town.better.enqueue(replace(SURE, score=-1.5))
    _, reply = await town.unsure()
    await town.ledger.until_improved(1)
    assert town.ledger.improvements == {Improvement.KEPT: 1}
    assert reply.content == UNSURE.text + MARK


async def test_sure_translations_are_left_alone(town: Town) -> None:
    _, reply = await town.sure()
    await town.settled(1)
    assert reply.content == FIRST.text
    assert town.ledger.improvements == {}
    assert await town.next_improved() == [OTHER]


async def test_nothing_is_improved_while_the_better_model_is_busy(town: Town) -> None:
    town.waiting = AT_ONCE
    _, reply = await town.unsure()
    await town.ledger.until_improved(1)
    assert town.ledger.improvements == {Improvement.BUSY: 1}
    assert (town.better.history, reply.content) == ([], UNSURE.text + MARK)


async def test_nothing_is_improved_while_a_channel_is_flooded(town: Town) -> None:
    town.model.enqueue(UNSURE, *[FIRST] * AT_ONCE)
    async with town.held_post(rf"/channels/{town.channel}/messages", ENGLISH, ready=AT_ONCE):
        for _ in range(AT_ONCE):
            await town.say(ENGLISH)
    await town.settled(1 + AT_ONCE)
    assert town.ledger.improvements == {Improvement.BUSY: 1}
    assert await town.next_improved() == [OTHER]


async def test_only_some_messages_of_a_digest_are_improved(town: Town) -> None:
    gate = await town.held()
    town.model.enqueue(FIRST, *[UNSURE] * (AT_ONCE + 3))
    async with town.held_post(rf"/channels/{town.channel}/messages", ENGLISH, ready=AT_ONCE + 3):
        for _ in range(AT_ONCE + 3):
            await town.say(ENGLISH)
    await town.settled(1 + AT_ONCE + 3)
    assert town.ledger.improvements == {Improvement.BUSY: 3}
    gate.set()
    await town.ledger.until_improved(AT_ONCE + 3)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (OverloadedError("full"), Improvement.BUSY),
        (DeadlineError("late"), Improvement.LATE),
        (EngineError("broken"), Improvement.FAILED),
    ],
)
async def test_a_failed_attempt_leaves_the_post_as_it_is(town: Town, error: Exception, outcome: Improvement) -> None:
    town.better.enqueue(error)  # type: ignore[arg-type]
    _, reply = await town.unsure()
    await town.ledger.until_improved(1)
    assert town.ledger.improvements == {outcome: 1}
    assert reply.content == UNSURE.text + MARK


async def test_an_edit_in_the_meantime_wins(town: Town) -> None:
    gate = await town.held()
    town.better.enqueue(SURE)
    message, reply = await town.unsure()
    await town.better.until_called(1)
    town.model.enqueue("我今天很累")
    await town.sandbox.edit(town.channel, message.id, OTHER)
    await town.sandbox.until(lambda: reply.content == "我今天很累")
    gate.set()
    await town.ledger.until_improved(1)
    assert town.ledger.improvements == {Improvement.OUTDATED: 1}
    assert reply.content == "我今天很累"


async def test_a_deletion_in_the_meantime_wins(town: Town) -> None:
    gate = await town.held()
    town.better.enqueue(SURE)
    message, _ = await town.unsure()
    await town.better.until_called(1)
    await town.sandbox.delete(town.channel, message.id)
    await town.sandbox.until(lambda: not town.posts())
    gate.set()
    await town.ledger.until_improved(1)
    assert town.ledger.improvements == {Improvement.OUTDATED: 1}
    assert town.posts() == []


async def test_a_correction_in_the_meantime_wins(town: Town) -> None:
    await log_here(town)
    gate = await town.held()
    town.better.enqueue(SURE)
    _, reply = await town.unsure()
    await town.better.until_called(1)
    await suggested(town, reply, "老友，今天过得好吗？")
    await press(town, await review_post(town), "approve")
    await town.sandbox.until(lambda: reply.content == "老友，今天过得好吗？")
    gate.set()
    await town.ledger.until_improved(1)
    assert town.ledger.improvements == {Improvement.OUTDATED: 1}
    assert reply.content == "老友，今天过得好吗？"


async def test_an_opt_out_in_the_meantime_is_respected(town: Town) -> None:
    gate = await town.held()
    town.better.enqueue(SURE)
    _, reply = await town.unsure()
    await town.better.until_called(1)
    await town.use("Amy", "ignore-me on")
    gate.set()
    await town.ledger.until_improved(1)
    assert town.ledger.improvements == {Improvement.OUTDATED: 1}
    assert reply.content == UNSURE.text + MARK


async def test_an_opt_out_while_someone_else_asks_is_respected(town: Town) -> None:
    message = await town.say(ENGLISH, channel=town.world.named("quiet").id)
    reply = await town.answered(message)
    gate = await town.held()
    town.better.enqueue(SURE)
    pressing = asyncio.create_task(town.press_button(reply))
    await town.better.until_called(1)
    await town.use("Amy", "ignore-me on")
    gate.set()
    await pressing
    assert reply.content == FIRST.text
    assert town.ledger.improvements == {Improvement.OUTDATED: 1}


async def test_a_translation_that_was_deleted_meanwhile_does_not_keep_another_from_being_improved(town: Town) -> None:
    message, first = await town.sure()
    town.model.enqueue(FIRST)
    town.react(message, "🇹🇼")
    second = (await town.sandbox.until(lambda: town.posts()[1:]))[0]
    gate = await town.held()
    town.better.enqueue(SURE, SURE)
    pressing = asyncio.create_task(town.press_menu(message))
    await town.better.until_called(1)
    await town.sandbox.delete(town.channel, first.id)
    while await town.stores.links.of_post(first.id):  # noqa: ASYNC110 - there is no event to wait for
        await asyncio.sleep(0)
    gate.set()
    assert "better model" in await pressing
    assert second.content == "我的朋友，你今天過得怎麼樣？"


async def test_two_presses_at_once_replace_a_translation_once_each(town: Town) -> None:
    message, reply = await town.sure()
    gate = await town.held()
    town.better.enqueue(SURE, SURE)
    presses = [asyncio.create_task(town.press_menu(message, who)) for who in ("Jake", "小李")]
    await town.better.until_called(1)
    gate.set()
    await asyncio.gather(*presses)
    assert (reply.content, len(town.posts())) == (SURE.text, 1)
    assert town.ledger.improvements == {Improvement.REPLACED: 2}


async def test_an_edit_that_is_unsure_is_improved(town: Town) -> None:
    message = await town.say(OTHER)
    reply = await town.answer_to(message)
    town.model.enqueue(UNSURE)
    town.better.enqueue(SURE)
    await town.sandbox.edit(town.channel, message.id, ENGLISH)
    await town.sandbox.until(lambda: reply.content == SURE.text)


async def test_a_line_of_a_digest_is_replaced(town: Town) -> None:
    town.better.enqueue(SURE)
    town.model.enqueue("我今天很累，我亲爱的朋友", UNSURE, "大家晚上好，我的朋友们")
    async with town.held_post(rf"/channels/{town.channel}/messages", OTHER, ready=2):
        await town.say(ENGLISH)
        await town.say("Good evening to all of you, my friends.", "Jake")
    await town.settled(3)
    digest = town.posts()[-1]
    await town.sandbox.until(lambda: SURE.text in digest.content)
    lines = digest.content.split("\n")
    assert lines[0].startswith("**Amy** [↗]")
    assert lines[0].endswith(f": {SURE.text}")
    assert lines[1].endswith("大家晚上好，我的朋友们")


async def test_lines_of_a_digest_of_missed_messages_are_replaced(sandbox: Sandbox, tmp_path: Path) -> None:
    before = Town(sandbox, tmp_path)
    await before.start()
    await before.sure()
    await before.settled(1)
    await before.close()
    for text in (ENGLISH, PHRASE):
        await before.say(text)
    after = Town(sandbox, tmp_path)
    after.better.enqueue(SURE)
    after.model.enqueue(UNSURE)
    await after.start()
    try:
        digest = await sandbox.until(lambda: next((post for post in after.posts() if SURE.text in post.content), None))
        first, second = digest.content.split("\n")
        assert first.endswith(f": {SURE.text}")
        assert second.endswith(": 晚安！")
        assert after.better.asked == [ENGLISH]
    finally:
        await after.close()


async def test_a_webhooks_post_is_replaced(town: Town) -> None:
    await town.prefer(mode=Mode.WEBHOOK)
    town.better.enqueue(SURE)
    town.model.enqueue(UNSURE)
    await town.say(ENGLISH)
    post = await town.sandbox.until(
        lambda: next((each for each in town.posts() if each.persona and each.content == SURE.text), None)
    )
    assert post.persona


async def test_a_post_in_a_thread_is_replaced(town: Town) -> None:
    await town.prefer(mode=Mode.THREAD)
    town.better.enqueue(SURE)
    town.model.enqueue(UNSURE)
    message = await town.say(ENGLISH)

    def posts() -> list[Message]:
        threads = [each for each in town.world.channels.values() if each.thread]
        return [post for thread in threads for post in town.posts(thread.id)]

    post = await town.sandbox.until(lambda: next((each for each in posts() if SURE.text in each.content), None))
    assert post.content.startswith("-# **Amy**")
    assert str(message.id) in post.content


async def test_footnotes_stay(town: Town) -> None:
    await town.prefer(footnotes=True)
    town.model.enqueue(Hypothesis("This game is really ⟦0⟧", -2.5, 6))
    town.better.enqueue(Hypothesis("This game is truly ⟦0⟧", -0.05, 6))
    reply = await town.answer_to(await town.say("这个游戏真是yyds", "小李"))
    await town.ledger.until_improved(1)
    assert "truly" in reply.content
    assert "≈" not in reply.content
    assert "\n-# **yyds** · " in reply.content


async def test_footnotes_stay_when_someone_asks(town: Town) -> None:
    await town.prefer(footnotes=True)
    town.model.enqueue(Hypothesis("This game is really ⟦0⟧", -0.05, 6))
    town.better.enqueue(Hypothesis("This game is truly ⟦0⟧", -0.05, 6))
    message = await town.say("这个游戏真是yyds", "小李")
    reply = await town.known_answer_to(message)
    await town.press_menu(message)
    assert "truly" in reply.content
    assert "\n-# **yyds** · " in reply.content


async def test_a_better_translation_is_posted_where_the_first_was_held_back(town: Town) -> None:
    await town.prefer(hold_unsure=True)
    town.model.enqueue(VERY_UNSURE)
    town.better.enqueue(SURE)
    message = await town.say(ENGLISH)
    assert (await town.answer_to(message)).content == SURE.text
    await town.settled(2)
    await town.ledger.until_improved(1)
    assert town.ledger.skips == {HELD: 1}
    assert town.ledger.outcomes == {"skipped": 1, "posted": 1}
    assert town.ledger.improvements == {Improvement.REPLACED: 1}
    await town.client.offers.drain()
    assert not [each for each in (message.reactions or {}).values() if each.users]


async def test_nothing_is_posted_where_both_are_unsure(town: Town) -> None:
    await town.prefer(hold_unsure=True)
    town.model.enqueue(VERY_UNSURE)
    town.better.enqueue(VERY_UNSURE)
    await town.say(ENGLISH)
    await town.ledger.until_improved(1)
    assert town.ledger.improvements == {Improvement.KEPT: 1}
    assert town.posts() == []


async def test_an_edit_of_a_message_that_was_held_back_wins(town: Town) -> None:
    await town.prefer(hold_unsure=True)
    gate = await town.held()
    town.better.enqueue(SURE)
    town.model.enqueue(VERY_UNSURE)
    message = await town.say(ENGLISH)
    await town.better.until_called(1)
    town.model.enqueue("我今天很累")
    await town.sandbox.edit(town.channel, message.id, OTHER)
    reply = await town.answer_to(message)
    gate.set()
    await town.ledger.until_improved(1)
    assert town.ledger.improvements == {Improvement.OUTDATED: 1}
    assert (reply.content, len(town.posts())) == ("我今天很累", 1)


async def test_the_menu_replaces_the_posted_translation(town: Town) -> None:
    message, reply = await town.sure()
    town.better.enqueue(SURE)
    assert "better model" in await town.press_menu(message)
    assert reply.content == SURE.text
    town.better.enqueue("你好吗，我的朋友，今天怎么样")
    await town.press_menu(reply)  # the translation itself works as well
    assert reply.content == "你好吗，我的朋友，今天怎么样"
    assert town.ledger.improvements == {Improvement.REPLACED: 2}


async def test_the_menu_answers_who_asks_where_nothing_is_posted(town: Town) -> None:
    message = await town.say(ENGLISH, channel=town.world.named("quiet").id)
    town.better.enqueue(SURE)
    assert await town.press_menu(message, "小李") == SURE.text
    assert town.posts(message.channel_id) == []
    assert town.ledger.improvements == {Improvement.ANSWERED: 1}


async def test_the_menu_asks_for_the_original_of_a_digest(town: Town) -> None:
    async with town.held_post(rf"/channels/{town.channel}/messages", OTHER, ready=2):
        second = await town.say(ENGLISH)
        await town.say("Good evening to all of you, my friends.", "Jake")
    await town.settled(3)
    digest = town.posts()[-1]
    assert "several messages" in await town.press_menu(digest)
    town.better.enqueue(SURE)
    await town.press_menu(second)
    first, last = digest.content.split("\n")
    assert first.startswith("**Amy** [↗]")
    assert first.endswith(SURE.text)
    assert last.startswith("**Jake**")


async def test_nobody_else_improves_messages_of_who_opted_out(town: Town) -> None:
    message, _ = await town.unsure()
    await town.ledger.until_improved(1)
    await town.stores.members.set(MemberPreferences(town.world.person("Amy").id, ignored=True))
    asked = len(town.better.history)
    assert "ignore their messages" in await town.press_menu(message)
    assert len(town.better.history) == asked


async def test_who_is_muted_changes_no_post_and_is_not_told(town: Town) -> None:
    message, reply = await town.sure()
    guild_id = town.world.channel(town.channel).guild_id or 0
    await town.stores.mutes.set(Mute(guild_id, town.world.person("Jake").id))
    town.better.enqueue(SURE)
    assert await town.press_menu(message) != ""
    assert reply.content == FIRST.text


async def test_requests_are_limited_per_person(town: Town) -> None:
    message, _ = await town.sure()
    for _ in range(REQUESTS_PER_MINUTE):
        await town.press_menu(message)
    assert "overloaded" in await town.press_menu(message)


async def test_a_busy_model_is_reported(town: Town) -> None:
    message, reply = await town.sure()
    town.better.enqueue(OverloadedError("full"))
    assert "overloaded" in await town.press_menu(message)
    assert reply.content == FIRST.text
    assert town.ledger.improvements == {Improvement.BUSY: 1}


async def test_the_button_below_an_answer_replaces_it(town: Town) -> None:
    message = await town.say(ENGLISH, channel=town.world.named("quiet").id)
    reply = await town.answered(message)
    assert "更好的翻译" in str(reply.components)
    town.better.enqueue(SURE)
    assert "better model" in await town.press_button(reply)
    assert reply.content == SURE.text


async def test_translations_without_a_request_have_no_button(town: Town) -> None:
    assert (await town.answer_to(await town.say(ENGLISH))).components == []


async def test_the_button_works_after_a_restart(sandbox: Sandbox, tmp_path: Path) -> None:
    before = Town(sandbox, tmp_path)
    await before.start()
    message = await before.say(ENGLISH, channel=before.world.named("quiet").id)
    reply = await before.answered(message)
    await before.close()
    after = Town(sandbox, tmp_path)
    await after.start()
    try:
        after.better.enqueue(SURE)
        assert "更好的模型" in await after.press_button(reply, "小李")
        assert reply.content == SURE.text
    finally:
        await after.close()


async def test_without_the_second_model_there_is_no_menu_and_an_old_button_says_so(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    before = Town(sandbox, tmp_path)
    await before.start()
    message = await before.say(ENGLISH, channel=before.world.named("quiet").id)
    reply = await before.answered(message)
    assert MENU in {command["name"] for command in before.world.commands[0].values()}
    await before.close()
    after = Town(sandbox, tmp_path)
    await after.open()
    try:
        await sandbox.until(lambda: MENU not in {each["name"] for each in after.world.commands[0].values()})
        assert "no better model" in await after.press_button(reply)
        other = await after.say(OTHER, channel=message.channel_id)
        assert (await after.answered(other)).components == []
    finally:
        await after.close()


async def test_the_button_of_a_deleted_message_says_so(town: Town) -> None:
    message = await town.say(ENGLISH, channel=town.world.named("quiet").id)
    reply = await town.answered(message)
    held = HeldRequest(rf"/channels/{message.channel_id}/messages/{reply.id}", method="DELETE")
    town.sandbox.faults.rest.append(held)
    await town.sandbox.delete(message.channel_id, message.id)
    await held.arrived.wait()
    assert "gone" in await town.press_button(reply)
    held.released.set()


async def test_outcomes_are_metrics(town: Town) -> None:
    town.better.enqueue(SURE)
    await town.unsure()
    await town.ledger.until_improved(1)
    async with serve(town.runtime(), "127.0.0.1", 0) as address:
        seen = await scrape(address)
    assert seen.by("qiao_better_total", "outcome") == {"replaced": 1}

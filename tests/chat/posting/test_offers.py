"""Channels that offer very unsure translations instead of posting them."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.chat.posting.offers import OFFER, OFFERS_PER_MINUTE
from bot.nmt.types import Hypothesis
from bot.sandbox.model import Message
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from bot.storage.types.bridges import BridgedChannel
from bot.storage.types.preferences import ChannelPreferences
from bot.telemetry.health import serve
from bot.telemetry.ledger import HELD
from bot.text.language import Language
from bot.translation.service import Translator
from bot.translation.types import Doubt, Target, Translation
from tests.chat.harness import BotHarness, response_text
from tests.telemetry.scrape import scrape

ENGLISH = "How are you doing today, my friend?"
OTHER = "I am very tired today, my dear friend."
VERY_UNSURE = Hypothesis("朋友，你今天过得怎么样？", -6.0, 9)
UNSURE = Hypothesis("朋友，你今天过得怎么样？", -1.0, 9)
SURE = "我今天很累，我亲爱的朋友"
MARK = "\n-# ≈ 译文仅供参考"


@pytest.fixture
async def harness(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[BotHarness]:
    harness = BotHarness(sandbox, tmp_path)
    await harness.open(translator=Translator(harness.model, unsure_below=0.25, very_unsure_below=0.05))
    await hold(harness)
    yield harness
    await harness.close()


async def hold(harness: BotHarness, *, hold_unsure: bool = True, unsure: bool = True) -> None:
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    await harness.stores.channels.set(
        ChannelPreferences(harness.channel, guild_id, enabled=True, hold_unsure=hold_unsure, unsure=unsure)
    )


def offered(harness: BotHarness, message: Message) -> bool:
    """Whether a message has our reaction."""
    reaction = (message.reactions or {}).get(OFFER)
    return reaction is not None and harness.world.bot.id in reaction.users


async def click(harness: BotHarness, message: Message, who: str = "小李") -> None:
    path = f"/channels/{message.channel_id}/messages/{message.id}/reactions/{OFFER}/@me"
    async with aiohttp.ClientSession(headers={"Authorization": harness.world.person(who).token}) as session:
        answer = await session.put(harness.sandbox.api + path)
        assert answer.status == 204


async def held(harness: BotHarness, text: str = ENGLISH) -> Message:
    """Post a message with a very unsure translation, and wait for the offer."""
    harness.model.enqueue(VERY_UNSURE)
    message = await harness.say(text)
    await harness.sandbox.until(lambda: offered(harness, message))
    return message


async def test_a_very_unsure_translation_is_offered_and_not_posted(harness: BotHarness) -> None:
    await held(harness)
    await harness.settled(1)
    assert harness.posts() == []
    assert harness.ledger.outcomes == {"skipped": 1}
    assert harness.ledger.skips == {HELD: 1}
    assert harness.ledger.languages == {Language.ENGLISH: 1}


async def test_held_translations_are_counted(harness: BotHarness) -> None:
    await held(harness)
    await harness.settled(1)
    async with serve(harness.runtime(), "127.0.0.1", 0) as address:
        seen = await scrape(address)
    assert seen.by("qiao_messages_skipped_total", "reason") == {HELD: 1}


async def test_a_click_posts_the_translation_with_a_mark(harness: BotHarness) -> None:
    message = await held(harness)
    harness.model.enqueue(VERY_UNSURE)
    await click(harness, message)
    assert (await harness.answer_to(message)).content == VERY_UNSURE.text + MARK
    assert len(harness.posts()) == 1


async def test_our_own_emoji_is_not_a_request(harness: BotHarness) -> None:
    await held(harness)
    await harness.answer_to(await harness.say(OTHER))
    assert len(harness.model.history) == 2
    assert len(harness.posts()) == 1


async def test_the_menu_shows_it_with_a_mark(harness: BotHarness) -> None:
    message = await held(harness)
    harness.model.enqueue(VERY_UNSURE)
    used = await harness.sandbox.invoke_message(
        harness.world.person("小李").id, message.channel_id, message.id, "Translate"
    )
    assert await response_text(used) == VERY_UNSURE.text + MARK


async def test_an_unsure_translation_is_posted_with_a_mark(harness: BotHarness) -> None:
    harness.model.enqueue(UNSURE)
    message = await harness.say(ENGLISH)
    assert (await harness.answer_to(message)).content == UNSURE.text + MARK
    assert not offered(harness, message)


async def test_channels_that_hold_nothing_back_post_it_with_a_mark(harness: BotHarness) -> None:
    await hold(harness, hold_unsure=False)
    harness.model.enqueue(VERY_UNSURE)
    message = await harness.say(ENGLISH)
    assert (await harness.answer_to(message)).content == VERY_UNSURE.text + MARK
    assert not offered(harness, message)


@pytest.mark.parametrize("withheld", [Permission.ADD_REACTIONS, Permission.READ_MESSAGE_HISTORY])
async def test_without_permission_no_offers_are_made_after_the_first_refusal(
    harness: BotHarness, withheld: Permission
) -> None:
    harness.world.withheld[harness.channel] = withheld
    for number in range(3):
        harness.model.enqueue(VERY_UNSURE)
        message = await harness.say(ENGLISH)
        await harness.settled(number + 1)
        await harness.client.offers.drain()
        assert not message.reactions
    assert harness.ledger.skips == {HELD: 3}
    assert harness.client.http_requests.answers["403"] == 1


async def test_users_who_blocked_the_bot_get_no_offers(harness: BotHarness) -> None:
    blocked = {"code": 90001, "message": "Reaction was blocked"}
    harness.sandbox.faults.add(r".*/reactions/", method="PUT", status=403, times=1, body=blocked)
    harness.model.enqueue(VERY_UNSURE)
    await harness.say(ENGLISH, "Jake")
    await harness.settled(1)
    await harness.client.offers.drain()
    harness.model.enqueue(VERY_UNSURE, VERY_UNSURE)
    again = await harness.say(OTHER, "Jake")
    await held(harness)
    assert not again.reactions


async def test_offers_are_limited_per_channel(harness: BotHarness) -> None:
    messages = []
    for _ in range(OFFERS_PER_MINUTE + 3):
        harness.model.enqueue(VERY_UNSURE)
        messages.append(await harness.say(ENGLISH))
    await harness.settled(OFFERS_PER_MINUTE + 3)
    await harness.sandbox.until(lambda: sum(offered(harness, message) for message in messages) == OFFERS_PER_MINUTE)
    await harness.answer_to(await harness.say(OTHER))
    assert sum(offered(harness, message) for message in messages) == OFFERS_PER_MINUTE
    assert harness.ledger.skips == {HELD: OFFERS_PER_MINUTE + 3}


async def test_mentions_are_answered(harness: BotHarness) -> None:
    harness.model.enqueue(Hypothesis(f"⟦0⟧ {VERY_UNSURE.text}", -6.0, 9))
    message = await harness.say(f"<@{harness.world.bot.id}> how are you doing today, my friend?")
    assert (await harness.answer_to(message)).content.endswith(MARK)
    assert not offered(harness, message)


async def test_requested_translations_are_posted(harness: BotHarness) -> None:
    message = await held(harness)
    harness.model.enqueue(VERY_UNSURE)
    asks = await harness.say(f"<@{harness.world.bot.id}>", "小李", reply_to=message.id)
    assert (await harness.answer_to(asks)).content == VERY_UNSURE.text + MARK


@pytest.mark.parametrize("marks", [True, False])
async def test_a_post_edited_to_a_very_unsure_translation_has_a_mark(harness: BotHarness, *, marks: bool) -> None:
    await hold(harness, unsure=marks)
    message = await harness.say(OTHER)
    reply = await harness.answer_to(message)
    harness.model.enqueue(VERY_UNSURE)
    await harness.sandbox.edit(harness.channel, message.id, ENGLISH)
    await harness.sandbox.until(lambda: reply.content == VERY_UNSURE.text + MARK)
    assert not offered(harness, message)


async def test_an_offer_is_withdrawn_when_an_edit_is_posted(harness: BotHarness) -> None:
    message = await held(harness)
    harness.model.enqueue(SURE)
    await harness.sandbox.edit(harness.channel, message.id, OTHER)
    assert (await harness.answer_to(message)).content == SURE
    await harness.sandbox.until(lambda: not offered(harness, message))
    await harness.settled(2)
    assert harness.ledger.outcomes == {"skipped": 1, "posted": 1}


async def test_an_offer_is_withdrawn_when_an_edit_has_no_words(harness: BotHarness) -> None:
    message = await held(harness)
    await harness.sandbox.edit(harness.channel, message.id, "🔥🔥🔥")
    await harness.sandbox.until(lambda: not offered(harness, message))


async def test_an_offer_stays_when_the_edit_is_very_unsure_too(harness: BotHarness) -> None:
    message = await held(harness)
    harness.model.enqueue(VERY_UNSURE, VERY_UNSURE)
    await harness.sandbox.edit(harness.channel, message.id, OTHER)
    await harness.settled(2)
    assert offered(harness, message)
    assert harness.posts() == []


async def test_an_offer_for_a_deleted_message_is_ignored(harness: BotHarness) -> None:
    harness.sandbox.faults.add(
        r".*/reactions/", method="PUT", status=404, times=1, body={"code": 10008, "message": "no"}
    )
    harness.model.enqueue(VERY_UNSURE)
    message = await harness.say(ENGLISH)
    await harness.settled(1)
    await harness.sandbox.delete(harness.channel, message.id)
    await held(harness)


async def test_direct_messages_are_answered(harness: BotHarness) -> None:
    direct = harness.world.dm(harness.world.person("Amy"), harness.world.bot)
    harness.model.enqueue(VERY_UNSURE)
    assert (await harness.answer_to(await harness.say(ENGLISH, channel=direct.id))).content == VERY_UNSURE.text + MARK


async def test_a_thread_inherits_the_setting(harness: BotHarness) -> None:
    thread = harness.start_thread(await harness.say("🔥"))
    harness.model.enqueue(VERY_UNSURE)
    message = await harness.say(ENGLISH, channel=thread.id)
    await harness.sandbox.until(lambda: offered(harness, message))
    assert harness.posts(thread.id) == []


@pytest.mark.parametrize("language", ["zh", None])
async def test_bridges_hold_nothing_back(harness: BotHarness, language: str | None) -> None:
    guild = harness.world.guilds[harness.world.channel(harness.channel).guild_id or 0]
    there = harness.world.add_channel(guild, "there")
    here = harness.world.add_channel(guild, "here")
    await harness.stores.bridges.add(
        [BridgedChannel(here.id, guild.id, 1, "en"), BridgedChannel(there.id, guild.id, 1, language)]
    )
    # The channel holds back translations and has no marks, but this is a copy.
    held_ = ChannelPreferences(there.id, guild.id, enabled=True, unsure=False, hold_unsure=True)
    await harness.stores.channels.set(held_)
    harness.model.enqueue(VERY_UNSURE)
    await harness.say(ENGLISH, channel=here.id)
    [copy] = await harness.sandbox.until(lambda: harness.posts(there.id))
    assert copy.content.endswith(VERY_UNSURE.text + MARK)
    await harness.settled(1)
    assert harness.ledger.outcomes == {"posted": 1}


async def test_removing_a_reaction_keeps_the_offer(harness: BotHarness) -> None:
    guild = harness.world.guilds[harness.world.channel(harness.channel).guild_id or 0]
    there = harness.world.add_channel(guild, "there")
    await harness.stores.bridges.add(
        [BridgedChannel(harness.channel, guild.id, 1, "zh"), BridgedChannel(there.id, guild.id, 1, "en")]
    )
    message = await held(harness)
    [copy] = await harness.sandbox.until(lambda: harness.posts(there.id))
    path = f"/channels/{message.channel_id}/messages/{message.id}/reactions/👍/@me"
    async with aiohttp.ClientSession(headers={"Authorization": harness.world.person("Amy").token}) as session:
        await session.put(harness.sandbox.api + path)
        await harness.sandbox.until(lambda: "👍" in (copy.reactions or {}))
        await session.delete(harness.sandbox.api + path)
    await harness.sandbox.until(lambda: "👍" not in (copy.reactions or {}))
    assert offered(harness, message)


def test_translations_without_doubts_are_sure() -> None:
    sure = Translation("你好", Language.ENGLISH, Target.SIMPLIFIED, 0.9)
    assert (sure.doubts, sure.very_unsure) == (frozenset(), False)
    assert sorted(Doubt) == ["cantonese", "confidence", "language", "number", "offense", "parts", "polarity", "words"]

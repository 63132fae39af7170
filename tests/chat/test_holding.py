"""Channels that hold very unsure translations back, and offer them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.chat.posting.offers import OFFER, OFFERS
from bot.nmt.types import Hypothesis
from bot.sandbox.model import Message
from bot.sandbox.permissions import Permission
from bot.sandbox.server import Sandbox
from bot.storage.types import BridgedChannel, ChannelPreferences
from bot.telemetry.health import watched
from bot.telemetry.ledger import HELD
from bot.text.language import Language
from bot.translation.service import Translator
from bot.translation.types import Doubt, Target, Translation
from tests.chat.house import House, said
from tests.chat.test_watched import vitals_of
from tests.scrape import scrape

ENGLISH = "How are you doing today, my friend?"
OTHER = "I am very tired today, my dear friend."
HOPELESS = Hypothesis("朋友，你今天过得怎么样？", -6.0, 9)
DOUBTFUL = Hypothesis("朋友，你今天过得怎么样？", -1.0, 9)
SURE = "我今天很累，我亲爱的朋友"
MARK = "\n-# ≈ 译文仅供参考"


@pytest.fixture
async def house(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[House]:
    house = House(sandbox, tmp_path)
    await house.open(translator=Translator(house.model, unsure_below=0.25, very_unsure_below=0.05))
    await hold(house)
    yield house
    await house.close()


async def hold(house: House, *, hold_unsure: bool = True, unsure: bool = True) -> None:
    guild_id = house.world.channel(house.channel).guild_id or 0
    await house.stores.channels.set(
        ChannelPreferences(house.channel, guild_id, enabled=True, hold_unsure=hold_unsure, unsure=unsure)
    )


def offered(house: House, message: Message) -> bool:
    """Whether our emoji stands below a message."""
    reaction = (message.reactions or {}).get(OFFER)
    return reaction is not None and house.world.bot.id in reaction.users


async def click(house: House, message: Message, who: str = "小李") -> None:
    path = f"/channels/{message.channel_id}/messages/{message.id}/reactions/{OFFER}/@me"
    async with aiohttp.ClientSession(headers={"Authorization": house.world.person(who).token}) as session:
        answer = await session.put(house.sandbox.api + path)
        assert answer.status == 204


async def requests_made(house: House) -> None:
    """Wait until Discord has answered what was offered."""
    await asyncio.gather(*house.client.offers._tasks)


async def held(house: House, text: str = ENGLISH) -> Message:
    """Say something of which the model is very unsure, and wait for the offer."""
    house.model.enqueue(HOPELESS)
    message = await house.say(text)
    await house.sandbox.until(lambda: offered(house, message))
    return message


async def test_what_is_very_unsure_is_offered_and_not_posted(house: House) -> None:
    await held(house)
    await house.settled(1)
    assert house.posts() == []
    assert house.ledger.outcomes == {"skipped": 1}
    assert house.ledger.skips == {HELD: 1}
    assert house.ledger.languages == {Language.ENGLISH: 1}


async def test_the_metrics_tell_of_it(house: House) -> None:
    await held(house)
    await house.settled(1)
    async with watched(vitals_of(house), "127.0.0.1", 0) as address:
        seen = await scrape(address)
    assert seen.by("qiao_messages_skipped_total", "reason") == {HELD: 1}


async def test_a_click_gives_the_translation_with_its_mark(house: House) -> None:
    message = await held(house)
    house.model.enqueue(HOPELESS)
    await click(house, message)
    assert (await house.answer_to(message)).content == HOPELESS.text + MARK
    assert len(house.posts()) == 1


async def test_our_own_emoji_asks_for_nothing(house: House) -> None:
    await held(house)
    await house.answer_to(await house.say(OTHER))
    assert len(house.model.history) == 2
    assert len(house.posts()) == 1


async def test_the_menu_shows_it_with_its_mark(house: House) -> None:
    message = await held(house)
    house.model.enqueue(HOPELESS)
    used = await house.sandbox.invoke_message(
        house.world.person("小李").id, message.channel_id, message.id, "Translate"
    )
    assert await said(used) == HOPELESS.text + MARK


async def test_what_is_merely_unsure_is_posted_with_its_mark(house: House) -> None:
    house.model.enqueue(DOUBTFUL)
    message = await house.say(ENGLISH)
    assert (await house.answer_to(message)).content == DOUBTFUL.text + MARK
    assert not offered(house, message)


async def test_a_channel_that_holds_nothing_posts_it_with_its_mark(house: House) -> None:
    await hold(house, hold_unsure=False)
    house.model.enqueue(HOPELESS)
    message = await house.say(ENGLISH)
    assert (await house.answer_to(message)).content == HOPELESS.text + MARK
    assert not offered(house, message)


@pytest.mark.parametrize("withheld", [Permission.ADD_REACTIONS, Permission.READ_MESSAGE_HISTORY])
async def test_without_permission_there_is_no_offer_and_one_request(house: House, withheld: Permission) -> None:
    house.world.withheld[house.channel] = withheld
    for number in range(3):
        house.model.enqueue(HOPELESS)
        message = await house.say(ENGLISH)
        await house.settled(number + 1)
        await requests_made(house)
        assert not message.reactions
    assert house.ledger.skips == {HELD: 3}
    assert house.client.http_requests.answers["403"] == 1


async def test_who_has_blocked_us_gets_no_offer_but_others_do(house: House) -> None:
    blocked = {"code": 90001, "message": "Reaction was blocked"}
    house.sandbox.faults.add(r".*/reactions/", method="PUT", status=403, times=1, body=blocked)
    house.model.enqueue(HOPELESS)
    await house.say(ENGLISH, "Jake")
    await house.settled(1)
    await requests_made(house)
    house.model.enqueue(HOPELESS, HOPELESS)
    again = await house.say(OTHER, "Jake")
    await held(house)
    assert not again.reactions


async def test_a_channel_gets_so_many_offers_a_minute(house: House) -> None:
    said_ = []
    for _ in range(OFFERS + 3):
        house.model.enqueue(HOPELESS)
        said_.append(await house.say(ENGLISH))
    await house.settled(OFFERS + 3)
    await house.sandbox.until(lambda: sum(offered(house, message) for message in said_) == OFFERS)
    await house.answer_to(await house.say(OTHER))
    assert sum(offered(house, message) for message in said_) == OFFERS
    assert house.ledger.skips == {HELD: OFFERS + 3}


async def test_who_speaks_to_us_is_answered(house: House) -> None:
    house.model.enqueue(Hypothesis(f"⟦0⟧ {HOPELESS.text}", -6.0, 9))
    message = await house.say(f"<@{house.world.bot.id}> how are you doing today, my friend?")
    assert (await house.answer_to(message)).content.endswith(MARK)
    assert not offered(house, message)


async def test_what_is_pointed_at_is_answered(house: House) -> None:
    message = await held(house)
    house.model.enqueue(HOPELESS)
    asks = await house.say(f"<@{house.world.bot.id}>", "小李", reply_to=message.id)
    assert (await house.answer_to(asks)).content == HOPELESS.text + MARK


@pytest.mark.parametrize("marks", [True, False])
async def test_a_post_is_edited_to_what_is_very_unsure_with_its_mark(house: House, *, marks: bool) -> None:
    await hold(house, unsure=marks)
    message = await house.say(OTHER)
    reply = await house.answer_to(message)
    house.model.enqueue(HOPELESS)
    await house.sandbox.edit(house.channel, message.id, ENGLISH)
    await house.sandbox.until(lambda: reply.content == HOPELESS.text + MARK)
    assert not offered(house, message)


async def test_an_offer_goes_when_an_edit_can_be_posted(house: House) -> None:
    message = await held(house)
    house.model.enqueue(SURE)
    await house.sandbox.edit(house.channel, message.id, OTHER)
    assert (await house.answer_to(message)).content == SURE
    await house.sandbox.until(lambda: not offered(house, message))
    await house.settled(2)
    assert house.ledger.outcomes == {"skipped": 1, "posted": 1}


async def test_an_offer_goes_when_an_edit_has_no_words(house: House) -> None:
    message = await held(house)
    await house.sandbox.edit(house.channel, message.id, "🔥🔥🔥")
    await house.sandbox.until(lambda: not offered(house, message))


async def test_an_offer_stays_when_the_edit_is_no_better(house: House) -> None:
    message = await held(house)
    house.model.enqueue(HOPELESS, HOPELESS)
    await house.sandbox.edit(house.channel, message.id, OTHER)
    await house.settled(2)
    assert offered(house, message)
    assert house.posts() == []


async def test_a_message_that_is_gone_at_once_is_no_trouble(house: House) -> None:
    house.sandbox.faults.add(r".*/reactions/", method="PUT", status=404, times=1, body={"code": 10008, "message": "no"})
    house.model.enqueue(HOPELESS)
    message = await house.say(ENGLISH)
    await house.settled(1)
    await house.sandbox.delete(house.channel, message.id)
    await held(house)


async def test_direct_messages_are_answered(house: House) -> None:
    direct = house.world.dm(house.world.person("Amy"), house.world.bot)
    house.model.enqueue(HOPELESS)
    assert (await house.answer_to(await house.say(ENGLISH, channel=direct.id))).content == HOPELESS.text + MARK


async def test_a_thread_follows_its_channel(house: House) -> None:
    thread = house.start_thread(await house.say("🔥"))
    house.model.enqueue(HOPELESS)
    message = await house.say(ENGLISH, channel=thread.id)
    await house.sandbox.until(lambda: offered(house, message))
    assert house.posts(thread.id) == []


@pytest.mark.parametrize("language", ["zh", None])
async def test_a_bridge_drops_nothing(house: House, language: str | None) -> None:
    guild = house.world.guilds[house.world.channel(house.channel).guild_id or 0]
    there = house.world.add_channel(guild, "there")
    here = house.world.add_channel(guild, "here")
    await house.stores.bridges.add(
        [BridgedChannel(here.id, guild.id, 1, "en"), BridgedChannel(there.id, guild.id, 1, language)]
    )
    # The channel would hold it if it were a translation, and wants no marks.
    held_ = ChannelPreferences(there.id, guild.id, enabled=True, unsure=False, hold_unsure=True)
    await house.stores.channels.set(held_)
    house.model.enqueue(HOPELESS)
    await house.say(ENGLISH, channel=here.id)
    [copy] = await house.sandbox.until(lambda: house.posts(there.id))
    assert copy.content.endswith(HOPELESS.text + MARK)
    await house.settled(1)
    assert house.ledger.outcomes == {"posted": 1}


async def test_a_reaction_that_goes_does_not_take_an_offer_along(house: House) -> None:
    guild = house.world.guilds[house.world.channel(house.channel).guild_id or 0]
    there = house.world.add_channel(guild, "there")
    await house.stores.bridges.add(
        [BridgedChannel(house.channel, guild.id, 1, "zh"), BridgedChannel(there.id, guild.id, 1, "en")]
    )
    message = await held(house)
    [copy] = await house.sandbox.until(lambda: house.posts(there.id))
    path = f"/channels/{message.channel_id}/messages/{message.id}/reactions/👍/@me"
    async with aiohttp.ClientSession(headers={"Authorization": house.world.person("Amy").token}) as session:
        await session.put(house.sandbox.api + path)
        await house.sandbox.until(lambda: "👍" in (copy.reactions or {}))
        await session.delete(house.sandbox.api + path)
    await house.sandbox.until(lambda: "👍" not in (copy.reactions or {}))
    assert offered(house, message)


def test_doubts_are_none_unless_there_are_some() -> None:
    sure = Translation("你好", Language.ENGLISH, Target.SIMPLIFIED, 0.9)
    assert (sure.doubts, sure.very_unsure) == (frozenset(), False)
    assert sorted(Doubt) == ["cantonese", "confidence", "language", "number", "offense", "parts", "polarity", "words"]

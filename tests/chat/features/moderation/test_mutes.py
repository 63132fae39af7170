"""Members whose messages are not translated, because moderators muted them."""

import asyncio

import pytest

from bot.sandbox.errors import ApiError
from bot.sandbox.model import Message
from bot.storage.mutes import Mute
from bot.storage.types.bridges import BridgedChannel
from bot.storage.types.preferences import GuildPreferences
from tests.chat.harness import BotHarness, response_text

MODERATOR = "王芳"
SENTENCE = "How are you doing today, my friend?"


@pytest.fixture
async def harness(harness: BotHarness) -> BotHarness:
    harness.world.person(MODERATOR).locale = "en-US"
    return harness


def guild_id(harness: BotHarness) -> int:
    return harness.world.channel(harness.channel).guild_id or 0


async def mute(harness: BotHarness, who: str = "Amy", minutes: int | None = None) -> str:
    options = {"for": minutes} if minutes else {}
    return await harness.use(MODERATOR, "mute add", member=harness.world.person(who).id, **options)


async def unmute(harness: BotHarness, who: str = "Amy") -> str:
    return await harness.use(MODERATOR, "mute remove", member=harness.world.person(who).id)


async def nothing_said(harness: BotHarness, channel: int | None = None) -> None:
    """Wait until somebody else was answered, and check that nobody was before."""
    before = len(harness.posts(channel))
    answer = await harness.answer_to(await harness.say(SENTENCE, "Jake", channel))
    assert harness.posts(channel)[before:] == [answer]


async def test_a_muted_member_is_not_translated_until_the_mute_is_lifted(harness: BotHarness) -> None:
    told = await mute(harness)
    assert "until you lift the mute" in told
    assert f"<@{harness.world.person('Amy').id}>" in told
    await harness.say(SENTENCE)
    await nothing_said(harness)
    assert "again" in await unmute(harness)
    await harness.answer_to(await harness.say(SENTENCE))
    assert "isn't muted" in await unmute(harness)


async def test_a_mute_ends_after_the_time_that_was_chosen(harness: BotHarness) -> None:
    amy = harness.world.person("Amy").id
    assert "until <t:" in await mute(harness, minutes=60)
    [stored] = await harness.stores.mutes.of_guild(guild_id(harness))
    assert stored.until is not None
    await harness.say(SENTENCE)
    await nothing_said(harness)
    await harness.stores.mutes.set(Mute(guild_id(harness), amy, 1))
    await harness.answer_to(await harness.say(SENTENCE))
    assert "nobody is muted" in await harness.use(MODERATOR, "mute list")


async def test_muted_members_are_listed(harness: BotHarness) -> None:
    assert "nobody is muted" in await harness.use(MODERATOR, "mute list")
    await mute(harness)
    await mute(harness, "Jake", minutes=10)
    head, first, second = (await harness.use(MODERATOR, "mute list")).split("\n")
    assert "2 members" in head
    assert first.startswith(f"- <@{harness.world.person('Jake').id}> until <t:")
    assert second == f"- <@{harness.world.person('Amy').id}> until the mute is lifted"


async def test_a_mute_holds_only_on_its_own_server(harness: BotHarness) -> None:
    await mute(harness)
    elsewhere = await harness.invited("Elsewhere", owner=harness.world.person("Amy"))
    assert not await harness.stores.mutes.has(elsewhere.id, harness.world.person("Amy").id)


async def test_a_muted_member_does_not_cross_bridges(harness: BotHarness) -> None:
    quiet = harness.world.named("quiet").id
    channels = ((harness.channel, "en"), (quiet, "zh"))
    await harness.stores.bridges.add(
        [BridgedChannel(each, guild_id(harness), 1, language) for each, language in channels]
    )
    await mute(harness)
    await harness.say(SENTENCE)
    await harness.say("Where are you going tomorrow?", "Jake")
    copy = await harness.sandbox.until(lambda: next(iter(harness.world.channel(quiet).messages.values()), None))
    assert copy.name == "Jake"


async def test_what_was_translated_before_the_mute_goes_when_it_is_edited(harness: BotHarness) -> None:
    message = await harness.say(SENTENCE)
    await harness.answer_to(message)
    await mute(harness)
    assert len(harness.posts()) == 1
    await harness.sandbox.edit(harness.channel, message.id, "You are all idiots, my friends.")
    await harness.sandbox.until(lambda: not harness.posts())


async def test_what_waits_for_a_post_is_dropped_from_the_digest(harness: BotHarness) -> None:
    async with harness.held_post(rf"/channels/{harness.channel}/messages", SENTENCE, ready=2):
        for who in ("Jake", "小李"):
            await harness.say("Where are you going tomorrow?" if who == "Jake" else "我们明天去哪里玩呢？", who)
    await harness.settled(3)
    quiet = harness.world.named("quiet").id
    assert len(harness.posts()) == 2
    async with harness.held_post(rf"/channels/{harness.channel}/messages", SENTENCE, ready=1):
        await harness.say("What did you eat for dinner?", "Jake")
        await harness.say("What did you drink with it?", "小李")
        used = await harness.sandbox.invoke(
            harness.world.person(MODERATOR).id, quiet, "mute add", {"member": harness.world.person("Jake").id}
        )
        await used.response()
    await harness.settled(6)
    assert "Jake" not in harness.posts()[-1].content


async def test_nobody_can_have_a_muted_member_translated_in_public(harness: BotHarness) -> None:
    quiet = harness.world.named("quiet").id
    await mute(harness)
    message = await harness.say(SENTENCE, channel=quiet)
    harness.react(message, "🇨🇳", harness.world.person("小李"))
    reference = {"message_id": str(message.id)}
    await harness.say(f"<@{harness.world.bot.id}>", "小李", quiet, reference=reference)
    await answered_by_flag(harness, quiet)
    assert [harness.reply(message) is None, len(harness.posts(quiet))] == [True, 1]
    await unmute(harness)
    harness.react(message, "🇨🇳", harness.world.person("小李"))
    await harness.answer_to(message)


async def test_a_muted_member_cannot_have_others_translated_in_public(harness: BotHarness) -> None:
    quiet = harness.world.named("quiet").id
    message = await harness.say(SENTENCE, "Jake", quiet)
    await mute(harness)
    harness.react(message, "🇨🇳")
    await harness.say(f"<@{harness.world.bot.id}>", channel=quiet, reference={"message_id": str(message.id)})
    await harness.say(f"<@{harness.world.bot.id}> good morning", channel=quiet)
    await answered_by_flag(harness, quiet)
    assert harness.reply(message) is None
    assert len(harness.posts(quiet)) == 1


async def answered_by_flag(harness: BotHarness, channel: int) -> Message:
    """Wait until a later request was answered."""
    other = await harness.say("Where are you going tomorrow?", "Jake", channel)
    harness.react(other, "🇨🇳", harness.world.person("Jake"))
    return await harness.answer_to(other)


async def test_readers_can_still_translate_a_muted_member_for_themselves(harness: BotHarness) -> None:
    await mute(harness)
    message = await harness.say(SENTENCE)
    harness.model.enqueue("你今天过得怎么样，朋友？")
    used = await harness.sandbox.invoke_message(
        harness.world.person("小李").id, message.channel_id, message.id, "Translate"
    )
    assert await response_text(used) == "你今天过得怎么样，朋友？"


async def test_a_mute_is_silent_but_for_the_log_channel(harness: BotHarness) -> None:
    log = harness.world.named("food").id
    await harness.stores.guilds.set(GuildPreferences(guild_id(harness), log_channel_id=log))
    await mute(harness, minutes=1440)
    await harness.posted(1, log)
    await unmute(harness)
    first, second = await harness.posted(2, log)
    assert "stop translating" in first.content
    assert "1 day" in first.content
    assert "停止翻译" in first.content
    assert "again" in second.content
    assert harness.posts() == []
    assert not [ping for ping in harness.world.pings if ping.author_id == harness.world.bot.id]


async def test_bots_are_not_muted(harness: BotHarness) -> None:
    answer = await harness.use(MODERATOR, "mute add", member=harness.world.bot.id)
    assert "That's a bot" in answer
    assert await harness.stores.mutes.of_guild(guild_id(harness)) == []


async def test_members_are_not_offered_the_commands(harness: BotHarness) -> None:
    with pytest.raises(ApiError, match="nknown"):
        await harness.use("Amy", "mute list")


async def test_two_mutes_at_once_leave_one(harness: BotHarness) -> None:
    await asyncio.gather(mute(harness), mute(harness, minutes=10))
    assert len(await harness.stores.mutes.of_guild(guild_id(harness))) == 1

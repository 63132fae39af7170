import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog

from bot.chat.strings import ENGLISH, SIMPLIFIED, say
from bot.sandbox.membership import add_member, remove_member
from bot.sandbox.model import Event, Guild, Message, MessageFlag
from bot.sandbox.payloads import full_guild
from bot.sandbox.permissions import BOT
from bot.sandbox.server import Sandbox
from tests.chat.harness import PATIENCE, BotHarness

SEND_MESSAGES = 1 << 11
VIEW_CHANNEL = 1 << 10


def new_guild(harness: BotHarness, *channels: str, locale: str = "en-US") -> Guild:
    """A server without the bot."""
    guild = harness.world.add_guild("Tea house", locale=locale, bot=False)
    for name in channels:
        harness.world.add_channel(guild, name)
    return guild


def invite(harness: BotHarness, guild: Guild) -> None:
    """Add the bot to a server, as its invitation does."""
    add_member(harness.world, guild, harness.world.bot, harness.world.add_role(guild, "Qiao", BOT))


def greetings(harness: BotHarness, guild: Guild) -> list[Message]:
    return [post for channel in guild.channels.values() for post in harness.posts(channel.id)]


async def greeting(harness: BotHarness, guild: Guild) -> Message:
    return await harness.sandbox.until(lambda: next(iter(greetings(harness, guild)), None))


async def test_a_server_is_greeted_silently_in_both_languages(harness: BotHarness) -> None:
    guild = new_guild(harness, "first", "second")
    invite(harness, guild)
    post = await greeting(harness, guild)
    assert post.channel_id == next(iter(guild.channels))
    assert post.flags & MessageFlag.SUPPRESS_NOTIFICATIONS
    assert say(ENGLISH, "welcome.text") in post.content
    assert say(SIMPLIFIED, "welcome.text") in post.content
    assert all(f"\n{step}. " in post.content for step in (1, 2, 3))
    assert not post.pinged


async def test_the_greeting_goes_into_the_channel_for_system_messages(harness: BotHarness) -> None:
    guild = new_guild(harness, "first", "second")
    guild.system_channel_id = list(guild.channels)[1]
    invite(harness, guild)
    assert (await greeting(harness, guild)).channel_id == guild.system_channel_id


@pytest.mark.parametrize("missing", [SEND_MESSAGES, VIEW_CHANNEL])
async def test_the_first_channel_that_accepts_it_is_taken(harness: BotHarness, missing: int) -> None:
    guild = new_guild(harness, "rules", "chat")
    rules, chat = guild.channels
    guild.system_channel_id = rules
    harness.world.withheld[rules] = missing
    invite(harness, guild)
    assert (await greeting(harness, guild)).channel_id == chat


async def test_a_channel_that_refuses_after_all_is_passed_over(harness: BotHarness) -> None:
    guild = new_guild(harness, "first", "second")
    first, second = guild.channels
    harness.sandbox.faults.add(
        rf"/channels/{first}/messages", method="POST", status=403, body={"code": 50013, "message": "no"}
    )
    invite(harness, guild)
    assert (await greeting(harness, guild)).channel_id == second


async def test_chinese_is_traditional_where_the_server_is(harness: BotHarness) -> None:
    guild = new_guild(harness, "first", locale="zh-TW")
    invite(harness, guild)
    assert say("zh-TW", "welcome.text") in (await greeting(harness, guild)).content


async def test_neither_an_outage_nor_a_repeated_event_greets_again(harness: BotHarness) -> None:
    guild = new_guild(harness, "first")
    old = harness.world.guilds[harness.world.channel(harness.channel).guild_id or 0]
    invite(harness, guild)
    await greeting(harness, guild)
    bot = frozenset({harness.world.bot.id})
    for each in (guild, old):
        outage = {"id": str(each.id), "unavailable": True}
        payload = full_guild(each, harness.world, harness.world.bot, all_members=False)
        repeated = {key: value for key, value in payload.items() if key != "unavailable"}
        harness.world.emit(Event("GUILD_DELETE", outage, each.id, users=bot))
        harness.world.emit(Event("GUILD_CREATE", payload, each.id, users=bot))
        harness.world.emit(Event("GUILD_CREATE", repeated, each.id, users=bot))
    await harness.sandbox.gateways.break_sockets()
    await harness.answer_to(await harness.say("How are you doing today, my friend?"))
    assert len(greetings(harness, guild)) == 1
    assert len(greetings(harness, old)) == 1  # the translation


async def test_a_restart_does_not_greet_again(sandbox: Sandbox, tmp_path: Path) -> None:
    before = BotHarness(sandbox, tmp_path)
    await before.open()
    guild = new_guild(before, "first")
    invite(before, guild)
    await greeting(before, guild)
    await before.close()
    after = BotHarness(sandbox, tmp_path)
    await after.open()
    await after.answer_to(await after.say("How are you doing today, my friend?"))
    assert len(greetings(after, guild)) == 1
    await after.close()


async def test_whoever_invites_again_is_greeted_again(harness: BotHarness) -> None:
    guild = new_guild(harness, "first")
    invite(harness, guild)
    await greeting(harness, guild)
    remove_member(harness.world, guild, harness.world.bot)
    invite(harness, guild)
    await harness.sandbox.until(lambda: len(greetings(harness, guild)) == 2)


async def test_joining_is_logged_once(harness: BotHarness) -> None:
    guild = new_guild(harness, "first")
    mute = new_guild(harness)
    with structlog.testing.capture_logs() as logs:
        invite(harness, guild)
        invite(harness, mute)
        await greeting(harness, guild)
        await until(lambda: len(joined(logs)) == 2)
    by_guild = {entry["guild"]: entry["welcomed_in"] for entry in joined(logs)}
    assert by_guild == {guild.id: next(iter(guild.channels)), mute.id: None}


async def until(logged: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not logged():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0)


def joined(logs: list[structlog.typing.EventDict]) -> list[structlog.typing.EventDict]:
    return [entry for entry in logs if entry["event"] == "joined a server"]


async def test_the_start_is_logged_with_the_invitation(sandbox: Sandbox, tmp_path: Path) -> None:
    harness = BotHarness(sandbox, tmp_path)
    with structlog.testing.capture_logs() as logs:
        await harness.open()
        await until(lambda: any(entry["event"] == "listening" for entry in logs))
    [entry] = [entry for entry in logs if entry["event"] == "listening"]
    assert entry["guilds"] == 1
    assert entry["invitation"].startswith("https://discord.com/oauth2/authorize?client_id=")
    assert "applications.commands" in entry["invitation"]
    await harness.close()

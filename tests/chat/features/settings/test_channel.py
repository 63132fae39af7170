"""What threads inherit from their channel, and their own settings."""

import pytest

from bot.chat.features.settings.guild_settings import GuildSettingsStore
from bot.chat.strings import say
from bot.sandbox.model import Channel
from bot.sandbox.permissions import Permission
from bot.storage.types.bridges import BridgedChannel
from bot.storage.types.preferences import ChannelPreferences, Mode
from tests.chat.harness import BotHarness, response_text

ENGLISH = "How are you doing today, my friend?"


@pytest.fixture
async def thread(harness: BotHarness) -> Channel:
    """Of a channel that posts through webhooks, asks for votes and marks nothing."""
    guild_id = harness.world.channel(harness.channel).guild_id or 0
    await harness.stores.channels.set(
        ChannelPreferences(harness.channel, guild_id, enabled=True, mode=Mode.WEBHOOK, votes=True, unsure=False)
    )
    return harness.start_thread(await harness.say("gg"))


async def use(harness: BotHarness, channel: Channel, name: str, **options: object) -> str:
    return await response_text(await harness.sandbox.invoke(harness.world.person("王芳").id, channel.id, name, options))


async def test_enabling_a_thread_keeps_the_settings_of_its_channel(harness: BotHarness, thread: Channel) -> None:
    await use(harness, thread, "channel enable")
    await harness.say(ENGLISH, channel=thread.id)
    post = await harness.sandbox.until(lambda: next(iter(harness.posts(thread.id)), None))
    assert post.persona
    assert post.components


async def test_choosing_a_mode_in_a_thread_leaves_it_on(harness: BotHarness, thread: Channel) -> None:
    await use(harness, thread, "channel mode", mode="reply")
    reply = await harness.answer_to(await harness.say(ENGLISH, channel=thread.id))
    assert not reply.persona
    assert reply.components


async def test_a_thread_that_is_turned_off_stays_off(harness: BotHarness, thread: Channel) -> None:
    await use(harness, thread, "channel disable")
    await use(harness, thread, "channel mode", mode="reply")
    await harness.say(ENGLISH, channel=thread.id)
    await harness.say(ENGLISH)
    await harness.sandbox.until(harness.posts)
    assert harness.posts(thread.id) == []


async def test_enabling_a_thread_checks_the_permissions_of_the_mode_it_inherits(
    harness: BotHarness, thread: Channel
) -> None:
    harness.world.withheld[thread.id] = Permission.MANAGE_WEBHOOKS
    assert "管理 Webhook" in await use(harness, thread, "channel enable")


async def test_a_thread_follows_changes_to_all_channels_without_settings_of_its_own(
    harness: BotHarness, thread: Channel
) -> None:
    await use(harness, thread, "channel enable")
    guild = harness.client.get_guild(thread.guild_id or 0)
    assert guild
    settings = GuildSettingsStore(harness.stores)
    assert (await settings.load(guild)).common("mode") is Mode.WEBHOOK
    assert await settings.change_all(guild, mode=Mode.THREAD)
    assert (await settings.load(guild)).common("mode") is Mode.THREAD
    assert await harness.stores.channels.get(thread.id) == ChannelPreferences(thread.id, guild.id, enabled=True)
    assert not await settings.change_all(guild, mode=Mode.THREAD)


async def test_the_status_names_threads_that_are_off_in_channels_that_are_on(
    harness: BotHarness, thread: Channel
) -> None:
    before = await use(harness, thread, "channel status")
    assert f"<#{thread.id}>" not in before
    await use(harness, thread, "channel disable")
    assert await use(harness, thread, "channel status") == f"{before}\n已关闭自动翻译的子区：<#{thread.id}>"
    await harness.use("王芳", "channel disable")
    assert f"<#{thread.id}>" not in await use(harness, thread, "channel status")


async def test_what_a_bridge_changes_is_said_wherever_translation_is_set(harness: BotHarness) -> None:
    here, there, other = (harness.world.named(name) for name in ("quiet", "food", "gaming"))
    guild_id = here.guild_id or 0
    await harness.stores.bridges.add(
        [BridgedChannel(each.id, guild_id, 1, code) for each, code in ((here, "en"), (there, "zh"), (other, None))]
    )
    assert say("zh-CN", "channel.enabled", channel=f"<#{other.id}>") in await use(harness, other, "channel enable")
    answer = await use(harness, here, "channel enable")
    assert say("zh-CN", "channel.enabled_bridged", channel=f"<#{here.id}>", language="英文") in answer
    bridged = say(
        "zh-CN", "channel.bridged", channels=" ".join(f"<#{each}>" for each in sorted((here.id, there.id, other.id)))
    )
    assert bridged in await use(harness, here, "channel status")
    assert f"- {bridged}" in await use(harness, here, "qiao setup")

"""What threads take over from their channel, and what they choose themselves."""

import pytest

from bot.chat.features.settings.guild_settings import GuildSettingsStore
from bot.sandbox.model import Channel
from bot.sandbox.permissions import Permission
from bot.storage.types import ChannelPreferences, Mode
from tests.chat.house import House, said

ENGLISH = "How are you doing today, my friend?"


@pytest.fixture
async def thread(house: House) -> Channel:
    """Of a channel that posts through webhooks, asks for votes and marks nothing."""
    guild_id = house.world.channel(house.channel).guild_id or 0
    await house.stores.channels.set(
        ChannelPreferences(house.channel, guild_id, enabled=True, mode=Mode.WEBHOOK, votes=True, unsure=False)
    )
    return house.start_thread(await house.say("gg"))


async def use(house: House, channel: Channel, name: str, **options: object) -> str:
    return await said(await house.sandbox.invoke(house.world.person("王芳").id, channel.id, name, options))


async def test_enabling_a_thread_keeps_the_settings_of_its_channel(house: House, thread: Channel) -> None:
    await use(house, thread, "channel enable")
    await house.say(ENGLISH, channel=thread.id)
    post = await house.sandbox.until(lambda: next(iter(house.posts(thread.id)), None))
    assert post.persona
    assert post.components


async def test_choosing_a_mode_in_a_thread_leaves_it_on(house: House, thread: Channel) -> None:
    await use(house, thread, "channel mode", mode="reply")
    reply = await house.answer_to(await house.say(ENGLISH, channel=thread.id))
    assert not reply.persona
    assert reply.components


async def test_a_thread_that_is_turned_off_stays_off(house: House, thread: Channel) -> None:
    await use(house, thread, "channel disable")
    await use(house, thread, "channel mode", mode="reply")
    await house.say(ENGLISH, channel=thread.id)
    await house.say(ENGLISH)
    await house.sandbox.until(house.posts)
    assert house.posts(thread.id) == []


async def test_enabling_a_thread_checks_the_permissions_of_the_mode_it_inherits(house: House, thread: Channel) -> None:
    house.world.withheld[thread.id] = Permission.MANAGE_WEBHOOKS
    assert "管理 Webhook" in await use(house, thread, "channel enable")


async def test_a_thread_follows_changes_to_all_channels_without_settings_of_its_own(
    house: House, thread: Channel
) -> None:
    await use(house, thread, "channel enable")
    guild = house.client.get_guild(thread.guild_id or 0)
    assert guild
    settings = GuildSettingsStore(house.stores)
    assert (await settings.load(guild)).common("mode") is Mode.WEBHOOK
    assert await settings.change_all(guild, mode=Mode.THREAD)
    assert (await settings.load(guild)).common("mode") is Mode.THREAD
    assert await house.stores.channels.get(thread.id) == ChannelPreferences(thread.id, guild.id, enabled=True)
    assert not await settings.change_all(guild, mode=Mode.THREAD)

import pytest

from bot.storage.channels import Channels
from bot.storage.database import Database
from bot.storage.types import ChannelPreferences

SNOWFLAKE = 2**63 - 1


async def test_a_channel_without_preferences_has_none(database: Database) -> None:
    assert await Channels(database).get(1) is None


async def test_set_get_and_change(database: Database, other: Database) -> None:
    channels = Channels(database)
    for enabled in (True, False):
        wanted = ChannelPreferences(SNOWFLAKE, SNOWFLAKE - 1, enabled=enabled)
        await channels.set(wanted)
        assert await channels.get(SNOWFLAKE) == wanted
        other.clear_caches()
        assert await Channels(other).get(SNOWFLAKE) == wanted


async def test_every_preference_is_kept(database: Database, other: Database) -> None:
    wanted = ChannelPreferences(
        1,
        7,
        enabled=True,
        mode="webhook",
        script="zh-HK",
        patience=0,
        footnotes=True,
        votes=True,
        unsure=False,
        hold_unsure=True,
    )
    await Channels(database).set(wanted)
    assert await Channels(other).get(1) == wanted
    await Channels(database).set(ChannelPreferences(1, 7))
    assert await Channels(other).of_guild(7) == [ChannelPreferences(1, 7)]


async def test_the_channels_of_a_server_by_id(database: Database) -> None:
    channels = Channels(database)
    for channel_id, guild_id in ((3, 7), (1, 7), (2, 8)):
        await channels.set(ChannelPreferences(channel_id, guild_id, enabled=True))
    assert [each.channel_id for each in await channels.of_guild(7)] == [1, 3]
    assert await channels.of_guild(9) == []


async def test_remove(database: Database, other: Database) -> None:
    channels = Channels(database)
    await channels.set(ChannelPreferences(1, 7, enabled=True))
    await channels.set(ChannelPreferences(2, 7, enabled=True))
    await channels.remove(1)
    await channels.remove(99)
    assert await channels.get(1) is None
    assert [each.channel_id for each in await Channels(other).of_guild(7)] == [2]


async def test_a_negative_answer_ends_with_set(database: Database) -> None:
    channels = Channels(database)
    assert await channels.get(1) is None
    await channels.set(ChannelPreferences(1, 7, enabled=True))
    assert await Channels(database).get(1) == ChannelPreferences(1, 7, enabled=True)


@pytest.mark.parametrize("known", [True, False])
async def test_the_second_answer_costs_no_database(database: Database, known: bool) -> None:  # noqa: FBT001 - parametrised
    channels = Channels(database)
    if known:
        await channels.set(ChannelPreferences(1, 7, enabled=True))
    first = await channels.get(1)
    with pytest.raises(StopIteration) as stop:
        channels.get(1).send(None)
    assert stop.value.value == first

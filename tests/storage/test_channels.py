from dataclasses import replace
from typing import Any

import pytest

from bot.storage.channels import Channels
from bot.storage.database import Database
from bot.storage.types.preferences import ChannelPreferences, ChannelSettings, Mode

SNOWFLAKE = 2**63 - 1
EVERYTHING: dict[str, Any] = {
    "enabled": True,
    "mode": Mode.WEBHOOK,
    "script": "zh-HK",
    "patience": 15,
    "footnotes": True,
    "votes": True,
    "unsure": False,
    "hold_unsure": True,
}
"""No preference has its default."""


async def test_a_channel_without_preferences_has_none(database: Database) -> None:
    assert await Channels(database).get(1) is None


async def test_set_and_change(database: Database, other: Database) -> None:
    channels = Channels(database)
    for enabled in (True, False):
        preferences = ChannelPreferences(SNOWFLAKE, SNOWFLAKE - 1, enabled=enabled)
        await channels.set(preferences)
        assert await channels.get(SNOWFLAKE) == preferences
        other.clear_caches()
        assert await Channels(other).get(SNOWFLAKE) == preferences


async def test_every_preference_is_kept(database: Database, other: Database) -> None:
    preferences = ChannelPreferences(1, 7, **EVERYTHING | {"patience": 0})
    await Channels(database).set(preferences)
    assert await Channels(other).get(1) == preferences
    await Channels(database).set(ChannelPreferences(1, 7))
    assert await Channels(other).of_guild(7) == [ChannelPreferences(1, 7)]


async def test_a_mode_read_from_the_database_is_a_mode(database: Database, other: Database) -> None:
    await Channels(database).set(ChannelPreferences(1, 7, mode=Mode.THREAD))
    stored = await Channels(other).get(1)
    assert stored
    assert isinstance(stored.mode, Mode)


async def test_a_channel_without_preferences_has_the_default_settings(database: Database) -> None:
    assert await Channels(database).effective([1]) == ChannelSettings(
        enabled=False,
        mode=Mode.REPLY,
        script=None,
        patience=None,
        footnotes=False,
        votes=False,
        unsure=True,
        hold_unsure=False,
    )
    assert await Channels(database).effective([]) == ChannelSettings()


async def test_a_thread_inherits_what_it_does_not_set(database: Database) -> None:
    channels = Channels(database)
    await channels.set(ChannelPreferences(1, 7, **EVERYTHING))
    everything = ChannelSettings(**EVERYTHING)
    assert await channels.effective([2, 1]) == everything
    await channels.set(ChannelPreferences(2, 7, enabled=False, mode=Mode.REPLY, unsure=True, patience=0))
    assert await channels.effective([2, 1]) == replace(
        everything, enabled=False, mode=Mode.REPLY, unsure=True, patience=0
    )
    assert await channels.effective([1]) == everything


async def test_the_channels_of_a_server_by_id(database: Database) -> None:
    channels = Channels(database)
    for channel_id, guild_id in ((3, 7), (1, 7), (2, 8)):
        await channels.set(ChannelPreferences(channel_id, guild_id, enabled=True))
    assert [each.channel_id for each in await channels.of_guild(7)] == [1, 3]
    assert await channels.of_guild(9) == []


async def test_a_cached_absence_ends_with_set(database: Database) -> None:
    channels = Channels(database)
    assert await channels.get(1) is None
    await channels.set(ChannelPreferences(1, 7, enabled=True))
    assert await Channels(database).get(1) == ChannelPreferences(1, 7, enabled=True)


@pytest.mark.parametrize("known", [True, False])
async def test_the_second_read_needs_no_database(database: Database, known: bool) -> None:  # noqa: FBT001 - parametrised
    channels = Channels(database)
    if known:
        await channels.set(ChannelPreferences(1, 7, enabled=True))
    first = await channels.get(1)
    with pytest.raises(StopIteration) as stop:
        channels.get(1).send(None)
    assert stop.value.value == first

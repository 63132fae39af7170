"""How far each channel was read; written late and together."""

import asyncio

from structlog.testing import capture_logs

from bot.storage.database import Database
from bot.storage.guilds import Guilds
from bot.storage.seen import Seen


async def loaded(database: Database) -> Seen:
    seen = Seen(database)
    await seen.load()
    return seen


async def test_the_latest_message_of_each_channel_is_stored(database: Database, other: Database) -> None:
    async with Seen(database) as seen:
        for channel_id, guild_id, message_id in ((20, 7, 5), (21, 7, 2**63 - 1), (20, 7, 9), (20, 7, 8), (30, 8, 1)):
            seen.note(channel_id, guild_id, message_id)
        assert seen.of_guild(7) == {20: 9, 21: 2**63 - 1}
    again = await loaded(other)
    assert again.of_guild(7) == {20: 9, 21: 2**63 - 1}
    assert again.of_guild(8) == {30: 1}
    assert again.of_guild(9) == {}
    assert sorted(again.guilds) == [7, 8]


async def test_many_messages_are_one_write(database: Database, other: Database) -> None:
    async with Seen(database, interval=3600) as seen:
        for message_id in range(1, 1000):
            seen.note(20, 7, message_id)
        while not (await loaded(other)).of_guild(7):  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0)
        seen.note(20, 7, 1000)
        seen.note(20, 7, 1001)
        assert (await loaded(other)).of_guild(7) == {20: 999}
    assert (await loaded(other)).of_guild(7) == {20: 1001}


async def test_another_process_never_moves_it_back(database: Database, other: Database) -> None:
    for each, message_id in ((database, 9), (other, 5)):
        async with Seen(each) as seen:
            seen.note(20, 7, message_id)
    assert (await loaded(database)).of_guild(7) == {20: 9}


async def test_old_channels_and_those_of_a_left_server_are_deleted(database: Database, other: Database) -> None:
    async with Seen(database) as seen:
        for channel_id, guild_id, message_id in ((20, 7, 5), (21, 7, 50), (30, 8, 60)):
            seen.note(channel_id, guild_id, message_id)
        await seen.flush()
        assert await seen.sweep(50) == 1
        assert seen.of_guild(7) == {21: 50}
    assert await Guilds(database).held() == [7, 8]
    await Guilds(database).remove(8)
    again = await loaded(other)
    assert (again.of_guild(7), again.of_guild(8)) == ({21: 50}, {})


async def test_a_database_that_fails_costs_nothing_but_a_line_in_the_log(database: Database, other: Database) -> None:
    seen = Seen(database)
    seen.note(20, 7, 5)
    await database.close()
    with capture_logs() as logs:
        await seen.close()
    assert [entry["event"] for entry in logs] == ["latest messages not stored"]
    assert (await loaded(other)).of_guild(7) == {}

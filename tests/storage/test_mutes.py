from bot.storage.database import Database
from bot.storage.guilds import Guilds
from bot.storage.mutes import Mute, Mutes
from tests.chat.fakes import Clock


async def test_a_mute_ends_or_is_lifted(database: Database, other: Database) -> None:
    clock = Clock()
    mutes = Mutes(database, clock)
    until = int(clock.now) + 60
    await mutes.set(Mute(7, 1, until))
    await mutes.set(Mute(7, 2))
    assert await Mutes(other, clock).of_guild(7) == [Mute(7, 1, until), Mute(7, 2)]
    assert [await mutes.has(guild_id, 1) for guild_id in (7, 8, None)] == [True, False, False]
    clock.advance(61)
    assert [await mutes.has(7, user_id) for user_id in (1, 2, 3)] == [False, True, False]
    assert await mutes.of_guild(7) == [Mute(7, 2)]
    assert [await mutes.lift(7, user_id) for user_id in (2, 2, 1)] == [True, False, False]
    assert await mutes.of_guild(7) == []


async def test_a_new_mute_replaces_the_last_one_and_deletes_those_that_ended(database: Database) -> None:
    clock = Clock()
    mutes = Mutes(database, clock)
    await mutes.set(Mute(7, 1, int(clock.now) + 10))
    await mutes.set(Mute(7, 2, int(clock.now) + 10))
    await mutes.set(Mute(7, 1))
    clock.advance(20)
    await mutes.set(Mute(7, 3))
    assert await Mutes(database, lambda: 0.0).of_guild(7) == [Mute(7, 1), Mute(7, 3)]


async def test_the_mutes_of_a_server_are_deleted_with_it(database: Database) -> None:
    await Mutes(database).set(Mute(7, 1))
    assert await Guilds(database).held() == [7]
    await Guilds(database).remove(7)
    assert not await Mutes(database).has(7, 1)

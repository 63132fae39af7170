from bot.storage.database import Database
from bot.storage.guilds import Guilds
from bot.storage.hosting import HostedGuild, Hosting


async def test_the_list_of_allowed_servers_is_replaced(database: Database, other: Database) -> None:
    hosting = Hosting(database)
    assert await hosting.allowed() == frozenset()
    await hosting.allow_only([7, 8, 7])
    await hosting.limit(8, 30)
    assert await Hosting(other).allowed() == {7, 8}
    await hosting.allow_only([8, 9])
    assert await hosting.allowed() == {8, 9}
    assert await hosting.get(8) == HostedGuild(8, allowed=True, per_minute=30)
    await hosting.allow_only([])
    assert await hosting.allowed() == frozenset()
    assert await hosting.get(8) == HostedGuild(8, per_minute=30)


async def test_a_limit_can_be_set_and_left_to_the_host_again(database: Database, other: Database) -> None:
    hosting = Hosting(database)
    assert await hosting.get(7) == HostedGuild(7)
    await hosting.limit(7, 0)
    assert (await Hosting(other).get(7)).per_minute == 0
    await hosting.limit(7, None)
    assert await hosting.get(7) == HostedGuild(7)


async def test_decisions_outlive_the_data_of_a_server(database: Database) -> None:
    hosting = Hosting(database)
    await hosting.allow_only([7])
    assert await Guilds(database).held() == []
    await Guilds(database).remove(7)
    assert await hosting.allowed() == {7}

from bot.storage.bots import Bots
from bot.storage.database import Database
from bot.storage.guilds import Guilds


async def test_bots_are_chosen_channel_by_channel(database: Database, other: Database) -> None:
    bots = Bots(database)
    assert await bots.of(1) == frozenset()
    for channel_id, bot_id in ((1, 5), (1, 6), (2, 7), (1, 5)):
        await bots.add(70, channel_id, bot_id)
    for each in (bots, Bots(other)):
        assert await each.of(1) == {5, 6}
        assert await each.of(2, 1) == {5, 6, 7}
        assert await each.of(2, None) == {7}
        assert await each.of_guild(70) == {1: [5, 6], 2: [7]}
        assert await each.of_guild(71) == {}
    await bots.remove(1, 5)
    assert await bots.of(1) == {6}
    await bots.remove(1, 5)
    assert await Bots(database).of(1) == {6}


async def test_a_server_takes_its_bots_along(database: Database) -> None:
    await Bots(database).add(70, 1, 5)
    await Bots(database).add(71, 2, 5)
    assert await Guilds(database).held() == [70, 71]
    await Guilds(database).remove(70)
    assert not await Bots(database).of(1)
    assert await Bots(database).of(2) == {5}

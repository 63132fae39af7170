from bot.storage.channels import Channels
from bot.storage.database import Database
from bot.storage.guilds import Guilds
from bot.storage.links import Links
from bot.storage.types import ChannelPreferences, GuildPreferences, Link


async def test_a_new_server_has_the_defaults(database: Database) -> None:
    assert await Guilds(database).get(1) == GuildPreferences(1, "zh")


async def test_set_get_and_change(database: Database, other: Database) -> None:
    guilds = Guilds(database)
    for script in ("zh-Hant", "zh"):
        await guilds.set(GuildPreferences(1, script))
        assert await guilds.get(1) == GuildPreferences(1, script)
        other.clear_caches()
        assert await Guilds(other).get(1) == GuildPreferences(1, script)


async def test_remove_deletes_all_about_the_server_and_nothing_else(database: Database, other: Database) -> None:
    guilds, channels, links = Guilds(database), Channels(database), Links(database)
    for guild_id in (7, 8):
        await guilds.set(GuildPreferences(guild_id, "zh-Hant"))
        await channels.set(ChannelPreferences(guild_id * 10, guild_id, enabled=True))
    kept = [Link(8, 80, 8, 1, 81, 80), Link(9, 90, None, 1, 91, 90)]
    await links.record([Link(7, 70, 7, 1, 71, 70), *kept])
    for original_id in (7, 8, 9):
        assert await links.of_original(original_id)

    await guilds.remove(7)

    for each in (database, other):
        assert await Guilds(each).get(7) == GuildPreferences(7)
        assert await Guilds(each).get(8) == GuildPreferences(8, "zh-Hant")
        assert await Channels(each).get(70) is None
        assert await Channels(each).get(80)
        assert [await Links(each).of_original(original_id) for original_id in (7, 8, 9)] == [
            [],
            *([each] for each in kept),
        ]

from bot.storage.bridges import Bridges
from bot.storage.channels import Channels
from bot.storage.database import Database
from bot.storage.glossary import Glossary
from bot.storage.guilds import Guilds
from bot.storage.links import Links
from bot.storage.suggestions import Suggestions
from bot.storage.types.bridges import BridgedChannel
from bot.storage.types.links import Link
from bot.storage.types.preferences import ChannelPreferences, GuildPreferences
from bot.storage.types.terms import GlossaryTerm
from bot.storage.votes import Votes
from tests.storage.rows import record
from tests.storage.test_suggestions import suggest


async def test_a_new_server_has_the_defaults(database: Database) -> None:
    assert await Guilds(database).get(1) == GuildPreferences(1, "zh")


async def test_set_get_and_change(database: Database, other: Database) -> None:
    guilds = Guilds(database)
    for script in ("zh-Hant", "zh"):
        await guilds.set(GuildPreferences(1, script))
        assert await guilds.get(1) == GuildPreferences(1, script)
        other.clear_caches()
        assert await Guilds(other).get(1) == GuildPreferences(1, script)


async def test_left_servers(database: Database, other: Database) -> None:
    guilds = Guilds(database)
    for guild_id, left_at in ((3, 100), (1, 99), (2, 101), (4, None)):
        await guilds.set(GuildPreferences(guild_id, log_channel_id=2**63 - 1, left_at=left_at))
    assert await Guilds(other).left(101) == [1, 3]
    assert await Guilds(other).get(3) == GuildPreferences(3, log_channel_id=2**63 - 1, left_at=100)
    await guilds.set(GuildPreferences(1))
    await guilds.remove(3)
    assert await guilds.left(2**40) == [2]


async def test_remove_deletes_everything_about_the_server_and_nothing_else(database: Database, other: Database) -> None:
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


async def test_remove_deletes_what_people_submitted(database: Database, other: Database) -> None:
    glossary, suggestions, votes = Glossary(database), Suggestions(database), Votes(database)
    for guild_id in (7, 8):
        await glossary.add(GlossaryTerm(guild_id, "en", "bridge", "桥", exact=False, author_id=1, created_at=0))
        await suggest(suggestions, guild_id=guild_id)
        await votes.cast(guild_id, guild_id, 1, 1)
        assert await glossary.of_guild(guild_id)

    await Guilds(database).remove(7)

    for each in (database, other):
        assert [len(await Glossary(each).of_guild(guild_id)) for guild_id in (7, 8)] == [0, 1]
        assert [len(await Suggestions(each).of_guild(guild_id)) for guild_id in (7, 8)] == [0, 1]
        assert [await Votes(each).count(guild_id) for guild_id in (7, 8)] == [(0, 0), (1, 0)]


async def test_remove_dissolves_bridges_with_one_remaining_channel(database: Database) -> None:
    bridges = Bridges(database)
    alone = [BridgedChannel(1, 7, 100), BridgedChannel(2, 8, 100)]
    together = [BridgedChannel(3, 7, 200), BridgedChannel(4, 8, 200), BridgedChannel(5, 9, 200)]
    assert await bridges.add(alone + together)
    for channel_id in range(1, 6):
        assert await bridges.get(channel_id)

    await Guilds(database).remove(7)

    assert [await bridges.get(channel_id) for channel_id in range(1, 6)] == [None, None, None, *together[1:]]
    assert [await bridges.of_bridge(bridge_id) for bridge_id in (100, 200)] == [[], together[1:]]


async def test_held_lists_every_server_with_any_row(database: Database, other: Database) -> None:
    assert await Guilds(database).held() == []
    await Guilds(database).set(GuildPreferences(3))
    await Channels(database).set(ChannelPreferences(10, 1))
    await record(database, Link(7, 70, 5, 1, 71, 70), Link(8, 80, None, 1, 81, 80), Link(9, 90, 5, 1, 91, 90))
    assert await Bridges(database).add([BridgedChannel(1, 6, 100), BridgedChannel(2, 7, 100)])
    await Votes(database).cast(1, 3, 1, 1)
    assert await Guilds(other).held() == [1, 3, 5, 6, 7]

from bot.storage.database import Database
from bot.storage.votes import Votes


async def test_votes_are_counted_per_server(database: Database, other: Database) -> None:
    votes = Votes(database)
    for user_id in (1, 2, 3):
        await votes.cast(100, 7, user_id, 1)
    await votes.cast(101, 7, 1, -1)
    await votes.cast(102, 8, 1, -1)
    assert [await Votes(other).count(guild_id) for guild_id in (7, 8, 9)] == [(3, 1), (0, 1), (0, 0)]


async def test_the_last_vote_of_a_person_on_a_post_counts(database: Database, other: Database) -> None:
    await Votes(database).cast(100, 7, 1, 1)
    await Votes(other).cast(100, 7, 1, -1)
    await Votes(other).cast(100, 7, 1, -1)
    assert await Votes(database).count(7) == (0, 1)
    await Votes(database).cast(100, 7, 1, 1)
    assert await Votes(database).count(7) == (1, 0)


async def test_votes_are_counted_per_post(database: Database, other: Database) -> None:
    for user_id, value in ((1, 1), (2, 1), (3, -1)):
        await Votes(database).cast(100, 7, user_id, 1 if value > 0 else -1)
    await Votes(database).cast(101, 7, 1, -1)
    assert [await Votes(other).count_post(post_id) for post_id in (100, 101, 102)] == [(2, 1), (0, 1), (0, 0)]

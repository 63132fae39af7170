from dataclasses import replace

import pytest

from bot.errors import TermError
from bot.storage.database import Database
from bot.storage.guilds import Guilds
from bot.storage.privacy import Privacy
from bot.storage.topics import Topics
from bot.storage.types.erasure import NOBODY
from bot.storage.types.moderation import LONGEST_TERM, Action, Topic, WatchedTerm
from bot.storage.watch import Watch

MELON = WatchedTerm(7, "en", "watermelon", Action.HOLD, author_id=1, created_at=100)
TOPIC = Topic(0, 7, "melons", "西瓜")


async def test_terms_are_kept_by_server_topic_and_language_ignoring_case(database: Database, other: Database) -> None:
    watch = Watch(database)
    terms = [MELON, replace(MELON, language="zh", term="西瓜"), replace(MELON, topic_id=3), replace(MELON, guild_id=8)]
    assert await watch.add_many(terms) == 4
    assert await watch.add_many([replace(MELON, term="Watermelon", action=Action.NOTIFY)]) == 1
    assert await Watch(other).of_guild(7) == (
        replace(MELON, term="Watermelon", action=Action.NOTIFY),
        replace(MELON, language="zh", term="西瓜"),
        replace(MELON, topic_id=3),
    )
    assert await watch.add_many([]) == 0


async def test_the_terms_stay_the_same_object_until_they_change(database: Database) -> None:
    watch = Watch(database)
    await watch.add_many([MELON])
    first = await watch.of_guild(7)
    assert await watch.of_guild(7) is first
    await watch.add_many([replace(MELON, term="pear")])
    assert await watch.of_guild(7) is not first


async def test_terms_are_removed_one_by_one_and_all_at_once(database: Database) -> None:
    watch = Watch(database)
    pear = replace(MELON, term="pear")
    await watch.add_many([MELON, pear, replace(pear, topic_id=3), replace(pear, guild_id=8)])
    assert [await watch.remove(7, "WATERMELON"), await watch.remove(7, "watermelon")] == [1, 0]
    assert await watch.of_guild(7) == (pear, replace(pear, topic_id=3))
    assert await watch.clear(7) == 1
    assert await watch.of_guild(7) == (replace(pear, topic_id=3),)
    assert await watch.of_guild(8) == (replace(pear, guild_id=8),)


async def test_a_topic_takes_its_terms_with_it(database: Database, other: Database) -> None:
    watch, topics = Watch(database), Topics(database)
    topic = await topics.add(TOPIC)
    await watch.add_many([MELON, replace(MELON, topic_id=topic.id)])
    assert await topics.set(replace(topic, enabled=True))
    assert await Topics(other).of_guild(7) == (replace(topic, enabled=True),)
    assert not await topics.set(replace(topic, guild_id=8))
    assert [await topics.remove(8, topic.id), await topics.remove(7, topic.id), await topics.remove(7, topic.id)] == [
        False,
        True,
        False,
    ]
    assert await topics.of_guild(7) == ()
    assert await watch.of_guild(7) == (MELON,)
    assert (await topics.add(TOPIC)).id > topic.id


async def test_terms_and_topics_are_deleted_with_their_server_and_forget_who_added_them(database: Database) -> None:
    watch, topics = Watch(database), Topics(database)
    await watch.add_many([MELON, replace(MELON, guild_id=8)])
    await topics.add(TOPIC)
    assert (await Privacy(database).begin(1, "en")).terms == 2
    assert [term.author_id for term in await watch.of_guild(7)] == [NOBODY]
    await Guilds(database).remove(7)
    assert (await watch.of_guild(7), await topics.of_guild(7)) == ((), ())
    assert len(await watch.of_guild(8)) == 1


@pytest.mark.parametrize("term", ["", " \n", "x" * (LONGEST_TERM + 1), "nul\0", "half \ud83d"])
def test_what_cannot_be_stored_is_refused(term: str) -> None:
    with pytest.raises(TermError):
        replace(MELON, term=term)
    with pytest.raises(TermError):
        replace(TOPIC, name_zh=term * 3)

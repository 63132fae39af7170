from dataclasses import replace

from bot.storage.database import Database
from bot.storage.glossary import Glossary
from bot.storage.links import Links
from bot.storage.members import Members
from bot.storage.privacy import Privacy
from bot.storage.suggestions import Suggestions
from bot.storage.types import NOBODY, Forgotten, GlossaryTerm, Link, MemberPreferences, PostKind
from bot.storage.votes import Votes
from tests.storage.rows import record
from tests.storage.test_suggestions import suggest

AMY, BEN = 41, 42
LINKS = {
    author_id: [
        Link(author_id, 20, 7, author_id, 100, 21, 1),
        Link(author_id + 10, 20, None, author_id, 99, 21, webhook_id=5),
        Link(author_id + 10, 20, None, author_id, 98, 22, kind=PostKind.COPY),
    ]
    for author_id in (AMY, BEN)
}
AMYS_TERM = GlossaryTerm(7, "en", "bridge", "桥", exact=False, author_id=AMY, created_at=0)
BENS_TERM = replace(AMYS_TERM, source="river", author_id=BEN)


async def populate(database: Database) -> None:
    """The same rows for both people, read once so that they are cached."""
    for author_id in (AMY, BEN):
        await Members(database).set(MemberPreferences(author_id, "zh-HK", ignored=True))
        await record(database, *LINKS[author_id])
        await Links(database).of_original(author_id)
        await Votes(database).cast(100, 7, author_id, 1)
        await Votes(database).cast(101, 8, author_id, -1)
        for _ in range(3):
            await suggest(Suggestions(database), author_id=author_id)
    await Glossary(database).add_many([AMYS_TERM, BENS_TERM])
    await Glossary(database).of_guild(7)


async def test_a_person_is_forgotten_and_no_one_else(database: Database, other: Database) -> None:
    await populate(database)
    forgotten = await Privacy(database).forget_person(AMY)
    assert forgotten == Forgotten(tuple(LINKS[AMY][::-1]), preferences=1, suggestions=3, votes=2, terms=1)
    for each in (database, other):
        assert await Members(each).get(AMY) == MemberPreferences(AMY)
        assert await Members(each).get(BEN) == MemberPreferences(BEN, "zh-HK", ignored=True)
        assert await Links(each).of_original(AMY) == []
        assert await Links(each).of_author(AMY, 10) == []
        assert len(await Links(each).of_author(BEN, 10)) == 3
        assert [one.author_id for one in await Suggestions(each).of_guild(7)] == [BEN] * 3
        assert [await Votes(each).count(guild_id) for guild_id in (7, 8)] == [(1, 0), (0, 1)]
        assert await Glossary(each).of_guild(7) == (replace(AMYS_TERM, author_id=NOBODY), BENS_TERM)


async def test_a_forgotten_person_is_unknown(database: Database) -> None:
    await populate(database)
    await Privacy(database).forget_person(AMY)
    assert await Privacy(database).forget_person(AMY) == Forgotten()

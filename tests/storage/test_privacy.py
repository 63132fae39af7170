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

HE, SHE = 41, 42
THEIR_LINKS = {
    author_id: [
        Link(author_id, 20, 7, author_id, 100, 21, 1),
        Link(author_id + 10, 20, None, author_id, 99, 21, webhook_id=5),
        Link(author_id + 10, 20, None, author_id, 98, 22, kind=PostKind.COPY),
    ]
    for author_id in (HE, SHE)
}
HIS_TERM = GlossaryTerm(7, "en", "bridge", "桥", exact=False, author_id=HE, created_at=0)
HER_TERM = replace(HIS_TERM, source="river", author_id=SHE)


async def populate(database: Database) -> None:
    """The same about both of them, and read once, so that the caches know it."""
    for author_id in (HE, SHE):
        await Members(database).set(MemberPreferences(author_id, "zh-HK", ignored=True))
        await record(database, *THEIR_LINKS[author_id])
        await Links(database).of_original(author_id)
        await Votes(database).cast(100, 7, author_id, 1)
        await Votes(database).cast(101, 8, author_id, -1)
        for _ in range(3):
            await suggest(Suggestions(database), author_id=author_id)
    await Glossary(database).add_many([HIS_TERM, HER_TERM])
    await Glossary(database).of_guild(7)


async def test_a_person_is_forgotten_and_nobody_else(database: Database, other: Database) -> None:
    await populate(database)
    forgotten = await Privacy(database).forget_person(HE)
    assert forgotten == Forgotten(tuple(THEIR_LINKS[HE][::-1]), preferences=1, suggestions=3, votes=2, terms=1)
    for each in (database, other):
        assert await Members(each).get(HE) == MemberPreferences(HE)
        assert await Members(each).get(SHE) == MemberPreferences(SHE, "zh-HK", ignored=True)
        assert await Links(each).of_original(HE) == []
        assert await Links(each).of_author(HE, 10) == []
        assert len(await Links(each).of_author(SHE, 10)) == 3
        assert [one.author_id for one in await Suggestions(each).of_guild(7)] == [SHE] * 3
        assert [await Votes(each).count(guild_id) for guild_id in (7, 8)] == [(1, 0), (0, 1)]
        assert await Glossary(each).of_guild(7) == (replace(HIS_TERM, author_id=NOBODY), HER_TERM)


async def test_who_is_forgotten_is_a_stranger(database: Database) -> None:
    await populate(database)
    await Privacy(database).forget_person(HE)
    assert await Privacy(database).forget_person(HE) == Forgotten()

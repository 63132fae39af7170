from dataclasses import replace

from bot.storage.database import Database
from bot.storage.glossary import Glossary
from bot.storage.links import Links
from bot.storage.members import Members
from bot.storage.privacy import Privacy
from bot.storage.schema import metadata
from bot.storage.suggestion_posts import SuggestionPosts
from bot.storage.suggestions import Suggestions
from bot.storage.types.erasure import NOBODY, Erasure
from bot.storage.types.links import Link, PostKind
from bot.storage.types.preferences import MemberPreferences
from bot.storage.types.terms import GlossaryTerm, SuggestionPost
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
    await suggest(Suggestions(database), author_id=43, source_author_id=AMY)
    await Glossary(database).add_many([AMYS_TERM, BENS_TERM])
    await Glossary(database).of_guild(7)


async def test_a_person_is_forgotten_and_no_one_else(database: Database, other: Database) -> None:
    await populate(database)
    erasure = await Privacy(database).begin(AMY, "zh-CN")
    assert erasure == Erasure(AMY, "zh-CN", preferences=1, suggestions=4, votes=2, terms=1)
    for each in (database, other):
        assert await Members(each).get(AMY) == MemberPreferences(AMY)
        assert await Members(each).get(BEN) == MemberPreferences(BEN, "zh-HK", ignored=True)
        assert len(await Links(each).of_author(AMY, 10)) == 3
        assert len(await Links(each).of_author(BEN, 10)) == 3
        assert [one.author_id for one in await Suggestions(each).of_guild(7)] == [BEN] * 3
        assert [await Votes(each).count(guild_id) for guild_id in (7, 8)] == [(1, 0), (0, 1)]
        assert await Glossary(each).of_guild(7) == (replace(AMYS_TERM, author_id=NOBODY), BENS_TERM)


async def test_an_unfinished_erasure_is_known_to_other_processes_and_goes_on(
    database: Database, other: Database
) -> None:
    await populate(database)
    erasure = replace(await Privacy(database).begin(AMY, "en"), posts=2, refused=1, links=3)
    await Privacy(database).save(erasure)
    await Privacy(database).begin(BEN, "zh-TW")
    assert [one.user_id for one in await Privacy(other).unfinished()] == [AMY, BEN]
    await Votes(database).cast(100, 7, AMY, 1)
    again = await Privacy(other).begin(AMY, "zh-HK")
    assert again == replace(erasure, locale="zh-HK", votes=erasure.votes + 1)
    await Privacy(other).finish(AMY)
    assert [one.user_id for one in await Privacy(database).unfinished()] == [BEN]


async def test_no_table_about_people_is_left_out() -> None:
    """Every column with the id of a person is one that an erasure clears, directly or post by post.

    What a server's moderators decided about a person stays, or everyone could end their own mute.
    """
    kept = {"mutes.user_id"}
    cleared = {
        "erasures.user_id",  # `Privacy.finish`
        "glossary.author_id",
        "links.author_id",  # with the posts
        "links.quoted_author_id",  # with the quotes
        "members.user_id",
        "suggestion_posts.author_id",  # with the posts
        "suggestion_posts.source_author_id",
        "suggestions.author_id",
        "suggestions.source_author_id",
        "votes.user_id",
        "watched.author_id",
    }
    columns = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name.endswith(("user_id", "author_id", "member_id", "person_id", "owner_id"))
    }
    assert columns == cleared | kept


async def test_suggestion_posts_are_found_by_either_author(database: Database, other: Database) -> None:
    posts = SuggestionPosts(database)
    by_amy, about_amy = SuggestionPost(1, 20, 7, AMY, BEN), SuggestionPost(2, 20, 7, BEN, AMY)
    for post in (by_amy, about_amy, SuggestionPost(3, 20, 7, BEN)):
        await posts.record(post)
    assert await SuggestionPosts(other).about(AMY) == [about_amy, by_amy]
    await posts.remove(2)
    assert await SuggestionPosts(other).about(AMY) == [by_amy]


async def test_quotes_of_a_person_are_found_until_they_are_removed(database: Database, other: Database) -> None:
    quoting = Link(50, 20, 7, BEN, 100, 21, kind=PostKind.COPY, quoted_author_id=AMY)
    await record(database, quoting, replace(quoting, original_id=51, quoted_author_id=None))
    assert await Links(other).quoting(AMY) == [quoting]
    await Links(database).unquote(quoting)
    assert await Links(other).quoting(AMY) == []
    assert len(await Links(other).of_author(BEN, 10)) == 2

import asyncio
from typing import Any

import pytest

from bot.errors import TermError
from bot.storage.database import Database
from bot.storage.suggestions import Suggestions
from bot.storage.types import Suggestion

LONG = "桥" * 2000


async def suggest(suggestions: Suggestions, **changes: Any) -> Suggestion:
    words: dict[str, Any] = {
        "guild_id": 7,
        "channel_id": 70,
        "post_id": 700,
        "author_id": 1,
        "language": "en",
        "source": "a bridge",
        "target": "一座桥",
        "created_at": 2**40,
    }
    return await suggestions.add(**{**words, **changes})


async def test_add_and_get(database: Database, other: Database) -> None:
    new = await suggest(Suggestions(database), source=LONG, target=LONG, guild_id=2**63 - 1)
    assert new == Suggestion(new.id, 2**63 - 1, 70, 700, 1, "en", LONG, LONG, 2**40)
    assert await Suggestions(other).get(new.id) == new
    assert await Suggestions(other).get(new.id + 1) is None


async def test_of_guild_is_oldest_first(database: Database) -> None:
    suggestions = Suggestions(database)
    added = [await suggest(suggestions, created_at=moment) for moment in (3, 1, 2)]
    await suggest(suggestions, guild_id=8)
    assert await suggestions.of_guild(7) == added
    assert await suggestions.of_guild(9) == []


async def test_only_one_concurrent_remove_succeeds(database: Database, other: Database) -> None:
    new = await suggest(Suggestions(database))
    places = (Suggestions(database), Suggestions(other))
    decided = await asyncio.gather(*(places[number % 2].remove(new.id) for number in range(6)))
    assert sorted(decided) == [False] * 5 + [True]
    assert await places[0].get(new.id) is None


async def test_ids_are_never_reused(database: Database, other: Database) -> None:
    suggestions = Suggestions(database)
    ids = []
    for _ in range(3):
        ids.append((await suggest(suggestions)).id)
        await suggestions.remove(ids[-1])
    assert len(set(ids)) == 3
    assert (await suggest(Suggestions(other))).id not in ids


async def test_a_text_that_is_too_long_is_not_stored(database: Database) -> None:
    with pytest.raises(TermError, match="2001 characters"):
        await suggest(Suggestions(database), target=LONG + "桥")
    assert await Suggestions(database).of_guild(7) == []


async def test_the_post_that_moderators_see_is_recorded(database: Database, other: Database) -> None:
    new = await suggest(Suggestions(database))
    assert (new.review_channel_id, new.review_post_id) == (None, None)
    await Suggestions(database).set_review(new.id, 80, 2**63 - 1)
    found = await Suggestions(other).get(new.id)
    assert found
    assert (found.review_channel_id, found.review_post_id) == (80, 2**63 - 1)


async def test_the_suggestions_of_a_server_are_counted(database: Database) -> None:
    suggestions = Suggestions(database)
    for guild_id in (7, 7, 8):
        await suggest(suggestions, guild_id=guild_id)
    assert [await suggestions.count(guild_id) for guild_id in (7, 8, 9)] == [2, 1, 0]

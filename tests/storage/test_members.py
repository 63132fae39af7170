import pytest

from bot.storage.database import Database
from bot.storage.members import Members
from bot.storage.types.preferences import AUTO, MemberPreferences


async def test_an_unknown_member_has_the_defaults(database: Database) -> None:
    assert await Members(database).get(1) == MemberPreferences(1, AUTO)


async def test_set_get_and_change(database: Database, other: Database) -> None:
    members = Members(database)
    for language in ("zh-Hant", "en"):
        await members.set(MemberPreferences(1, language))
        assert await members.get(1) == MemberPreferences(1, language)
        other.clear_caches()
        assert await Members(other).get(1) == MemberPreferences(1, language)


async def test_ignored_is_stored(database: Database, other: Database) -> None:
    for ignored in (True, False):
        wanted = MemberPreferences(1, "zh-HK", ignored=ignored)
        await Members(database).set(wanted)
        other.clear_caches()
        assert await Members(other).get(1) == wanted


async def test_the_second_read_is_cached(database: Database) -> None:
    members = Members(database)
    await members.get(1)
    with pytest.raises(StopIteration):
        members.get(1).send(None)

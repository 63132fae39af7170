import asyncio
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import StorageError
from bot.storage.database import Database
from bot.storage.glossary import Glossary
from bot.storage.types.terms import GlossaryTerm
from tests.storage.conftest import empty

TERM = GlossaryTerm(7, "en", "bridge", "桥", exact=False, author_id=1, created_at=2**40)


async def test_a_new_server_has_no_terms(database: Database) -> None:
    assert await Glossary(database).of_guild(7) == ()


async def test_add_and_read(database: Database, other: Database) -> None:
    memory = GlossaryTerm(7, "zh", "桥" * 2000, "ß" * 2000, exact=True, author_id=2**63 - 1, created_at=0)
    for term in (memory, TERM, replace(TERM, guild_id=8)):
        await Glossary(database).add(term)
    for each in (database, other):
        assert await Glossary(each).of_guild(7) == (TERM, memory)
        assert await Glossary(each).of_guild(8) == (replace(TERM, guild_id=8),)


async def test_sources_are_compared_ignoring_case(database: Database, other: Database) -> None:
    glossary = Glossary(database)
    terms = [replace(TERM, source=source, target=source) for source in ("Straße", "STRASSE", "strasse")]
    for term in terms:
        await glossary.add(term)
        assert await glossary.of_guild(7) == (term,)
    await glossary.add(replace(TERM, language="zh"))
    assert await Glossary(other).of_guild(7) == (terms[-1], replace(TERM, language="zh"))


async def test_long_sources_that_differ_only_at_the_end_are_distinct(database: Database) -> None:
    terms = [replace(TERM, source="桥" * 1999 + end, exact=True) for end in "ab"]
    assert await Glossary(database).add_many(terms) == 2
    assert await Glossary(database).of_guild(7) == tuple(terms)


async def test_the_second_read_is_cached(database: Database) -> None:
    glossary = Glossary(database)
    await glossary.add(TERM)
    first = await glossary.of_guild(7)
    with pytest.raises(StopIteration) as stop:
        glossary.of_guild(7).send(None)
    assert stop.value.value is first


async def test_add_ten_thousand(database: Database, other: Database) -> None:
    terms = [replace(TERM, source=f"term {number:05}") for number in range(10_000)]
    await Glossary(database).of_guild(7)
    assert await Glossary(database).add_many(reversed(terms)) == 10_000
    assert await Glossary(database).of_guild(7) == tuple(terms)
    changed = [replace(term, target="另一座桥") for term in terms]
    await asyncio.gather(Glossary(database).add_many(changed), Glossary(other).add_many(changed))
    assert await Glossary(other).of_guild(7) == tuple(changed)


async def test_the_last_of_two_terms_with_one_source_is_added(database: Database) -> None:
    glossary = Glossary(database)
    assert await glossary.add_many([TERM, replace(TERM, source="BRIDGE")]) == 1
    assert await glossary.of_guild(7) == (replace(TERM, source="BRIDGE"),)
    assert await glossary.add_many([]) == 0


async def test_add_many_adds_all_or_none(database: Database) -> None:
    glossary = Glossary(database)
    with pytest.raises((OverflowError, StorageError)):
        await glossary.add_many([TERM, replace(TERM, source="z", created_at=2**63)])
    assert await glossary.of_guild(7) == ()


async def test_remove(database: Database, other: Database) -> None:
    glossary = Glossary(database)
    await glossary.add_many([TERM, replace(TERM, language="zh"), replace(TERM, guild_id=8)])
    assert len(await glossary.of_guild(7)) == 2
    assert [await glossary.remove(7, "en", source) for source in ("other", "\ud800", "BRIDGE", "bridge")] == [
        False,
        False,
        True,
        False,
    ]
    for each in (database, other):
        assert await Glossary(each).of_guild(7) == (replace(TERM, language="zh"),)
        assert await Glossary(each).of_guild(8) == (replace(TERM, guild_id=8),)


words = st.text(min_size=1, max_size=30).filter(lambda text: text.strip() and "\0" not in text)
terms = st.builds(
    GlossaryTerm,
    guild_id=st.just(7),
    language=st.sampled_from(["en", "zh"]),
    source=words,
    target=words,
    exact=st.booleans(),
    author_id=st.integers(0, 2**63 - 1),
    created_at=st.integers(0, 2**40),
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(terms, max_size=10))
async def test_the_last_added_terms_are_stored(database: Database, added: list[GlossaryTerm]) -> None:
    await empty(database)
    await Glossary(database).add_many(added)
    there = {(term.language, term.source.casefold()): term for term in added}
    expected = tuple(sorted(there.values(), key=lambda term: (term.language, term.source)))
    assert await Glossary(database).of_guild(7) == expected

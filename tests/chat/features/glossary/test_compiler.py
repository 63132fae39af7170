import asyncio
from collections.abc import Iterable

from bot.chat.features.glossary.compiler import LARGE, GlossaryCompiler
from bot.storage.glossary import Glossary
from bot.storage.types.terms import GlossaryTerm
from bot.text.language import Language


class FakeGlossary(Glossary):
    """Returns rows as a new tuple each time, and records the servers."""

    def __init__(self, *rows: GlossaryTerm) -> None:
        self.rows = list(rows)
        self.history: list[int] = []

    async def of_guild(self, guild_id: int) -> tuple[GlossaryTerm, ...]:
        self.history.append(guild_id)
        return tuple(self.rows)

    async def add(self, term: GlossaryTerm) -> None:
        self.rows.append(term)

    async def add_many(self, terms: Iterable[GlossaryTerm]) -> int:
        self.rows += terms
        return len(self.rows)

    async def remove(self, guild_id: int, language: str, source: str) -> bool:
        raise NotImplementedError


def term(source: str, target: str, *, exact: bool = False) -> GlossaryTerm:
    return GlossaryTerm(7, "en", source, target, exact, 42, 0)


async def test_a_glossary_is_compiled_once_and_again_after_a_change() -> None:
    glossary = FakeGlossary(term("raid", "团本"))
    compiler = GlossaryCompiler(glossary)
    first = await compiler.terms(7)
    assert await compiler.terms(7) is first
    await glossary.add(term("I am dead.", "笑死我了", exact=True))
    second = await compiler.terms(7)
    assert second is not None
    assert second is not first
    assert second.memory.find("i am dead.", Language.ENGLISH) == "笑死我了"


async def test_an_empty_glossary_is_not_compiled() -> None:
    glossary = FakeGlossary()
    assert await GlossaryCompiler(glossary).terms(7) is None
    assert await GlossaryCompiler(glossary).terms(0) is None
    assert glossary.history == [7]


async def test_a_large_glossary_is_compiled_once_for_concurrent_callers() -> None:
    compiler = GlossaryCompiler(FakeGlossary(*(term(f"word{n}", f"词{n}") for n in range(LARGE))))
    waiting = [asyncio.create_task(compiler.terms(7)) for _ in range(3)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting[0].cancel()
    one, two = await asyncio.gather(*waiting[1:])
    assert one is two
    assert one is not None


async def test_unusable_terms_are_skipped() -> None:
    compiler = GlossaryCompiler(FakeGlossary(term("**raid**", "团本"), term("boss", "首领")))
    assert await compiler.terms(7) is not None

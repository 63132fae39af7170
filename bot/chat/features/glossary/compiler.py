"""The glossaries of servers, compiled for the translator."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from cachetools import LRUCache

from bot.errors import TermError
from bot.storage.glossary import Glossary
from bot.storage.types import GlossaryTerm
from bot.text.language import Language
from bot.translation.lookup.memory import Memory, Settled
from bot.translation.terms import Term, Terms

log = structlog.get_logger(__name__)

LARGE = 200
"""Terms from which a glossary is compiled in a thread: that many take about ten milliseconds."""

_CACHED_GUILDS = 500


@dataclass(slots=True)
class _Compiled:
    rows: tuple[GlossaryTerm, ...]
    terms: asyncio.Future[Terms]


class GlossaryCompiler:
    """Compiles each server's glossary once, and again after it changes.

    Args:
        glossary: the stored terms, with a cache of its own.
    """

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary
        self._compiled: LRUCache[int, _Compiled] = LRUCache(_CACHED_GUILDS)

    async def terms(self, tenant: int) -> Terms | None:
        """The compiled terms of a server; None if it has none.

        Args:
            tenant: the id of the server; 0 outside of servers.

        Raises:
            StorageError: the glossary cannot be read.
        """
        rows = await self._glossary.of_guild(tenant) if tenant else ()
        if not rows:
            self._compiled.pop(tenant, None)
            return None
        known = self._compiled.get(tenant)
        if known is None or (known.rows is not rows and known.rows != rows):
            known = self._compiled[tenant] = _Compiled(rows, _start(rows))
        known.rows = rows
        # A caller that is canceled must not cancel the compilation that others wait for.
        return known.terms.result() if known.terms.done() else await asyncio.shield(known.terms)


def _start(rows: Sequence[GlossaryTerm]) -> asyncio.Future[Terms]:
    if len(rows) >= LARGE:
        return asyncio.ensure_future(asyncio.to_thread(_compile, rows))
    done: asyncio.Future[Terms] = asyncio.get_running_loop().create_future()
    done.set_result(_compile(rows))
    return done


def _compile(rows: Sequence[GlossaryTerm]) -> Terms:
    """Compile a glossary; terms that the translator cannot use are skipped and counted in the log."""
    terms: list[Term] = []
    whole: list[Settled] = []
    unusable = 0
    for row in sorted(rows, key=lambda row: row.created_at):  # of two that are the same, the newer one counts
        try:
            if row.exact:
                whole.append(Settled(row.source, row.target, Language(row.language)))
            else:
                terms.append(Term(row.source, row.target, Language(row.language)))
        except TermError:
            unusable += 1
    if unusable:
        log.warning("skipped unusable glossary terms", guild=rows[0].guild_id, terms=unusable)
    return Terms(terms, Memory(whole))

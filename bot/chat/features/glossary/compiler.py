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
from bot.translation.memory import Memory, Settled
from bot.translation.terms import Term, Terms

log = structlog.get_logger(__name__)

LARGE = 200
"""Terms of a glossary that takes long enough, some ten milliseconds, to be compiled off the event loop."""

_SERVERS = 500


@dataclass(slots=True)
class _Compiled:
    rows: tuple[GlossaryTerm, ...]
    terms: asyncio.Future[Terms]


class GlossaryCompiler:
    """Knows the terms of servers; compiles a glossary once, and anew when it has changed.

    Args:
        glossary: where the terms are kept, with a cache of its own.
    """

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary
        self._servers: LRUCache[int, _Compiled] = LRUCache(_SERVERS)

    async def terms(self, tenant: int) -> Terms | None:
        """The terms of a server, compiled; None where it has none.

        Args:
            tenant: the id of the server; 0 stands for none.

        Raises:
            StorageError: the glossary cannot be read.
        """
        rows = await self._glossary.of_guild(tenant) if tenant else ()
        if not rows:
            self._servers.pop(tenant, None)
            return None
        known = self._servers.get(tenant)
        if known is None or (known.rows is not rows and known.rows != rows):
            known = self._servers[tenant] = _Compiled(rows, _begin(rows))
        known.rows = rows
        # Who stops waiting must not stop the work that others wait for.
        return known.terms.result() if known.terms.done() else await asyncio.shield(known.terms)


def _begin(rows: Sequence[GlossaryTerm]) -> asyncio.Future[Terms]:
    if len(rows) >= LARGE:
        return asyncio.ensure_future(asyncio.to_thread(compiled, rows))
    done: asyncio.Future[Terms] = asyncio.get_running_loop().create_future()
    done.set_result(compiled(rows))
    return done


def compiled(rows: Sequence[GlossaryTerm]) -> Terms:
    """Compile a glossary; what the translator cannot use is left out, and said so in the log."""
    terms: list[Term] = []
    whole: list[Settled] = []
    unfit = 0
    for row in rows:
        try:
            if row.exact:
                whole.append(Settled(row.source, row.target, Language(row.language)))
            else:
                terms.append(Term(row.source, row.target, Language(row.language)))
        except TermError:
            unfit += 1
    if unfit:
        log.warning("a glossary holds terms that cannot be used", guild=rows[0].guild_id, terms=unfit)
    return Terms(terms, Memory(whole))

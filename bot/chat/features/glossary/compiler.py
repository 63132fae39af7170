"""The glossaries of servers, compiled for the translator."""

from collections.abc import Sequence

import structlog

from bot.errors import TermError
from bot.storage.compiled import Compiled
from bot.storage.glossary import Glossary
from bot.storage.types.terms import GlossaryTerm
from bot.text.language import Language
from bot.translation.lookup.memory import Memory, Settled
from bot.translation.terms import Term, Terms

log = structlog.get_logger(__name__)

LARGE = 200
"""Terms from which a glossary is compiled in a thread: that many take about ten milliseconds."""


class GlossaryCompiler:
    """Compiles each server's glossary once, and again after it changes.

    Args:
        glossary: the stored terms, with a cache of its own.
    """

    def __init__(self, glossary: Glossary) -> None:
        self._compiled = Compiled(glossary.of_guild, _compile, LARGE)

    async def terms(self, tenant: int) -> Terms | None:
        """The compiled terms of a server; None if it has none.

        Args:
            tenant: the id of the server; 0 outside of servers.

        Raises:
            StorageError: the glossary cannot be read.
        """
        return await self._compiled.of(tenant) if tenant else None


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

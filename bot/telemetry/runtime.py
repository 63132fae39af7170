"""The parts of a running Qiao that tell how it is, as far as they are there: metrics and health read them."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from bot.telemetry.histogram import Histogram
from bot.telemetry.ledger import Ledger

if TYPE_CHECKING:
    from bot.chat.client import Client
    from bot.nmt.batcher import Batcher
    from bot.storage.database import Database

_NAP = 0.5


class Lookups(Protocol):
    """A cache that counts."""

    @property
    def hits(self) -> int:
        """Lookups that found something."""
        ...

    @property
    def misses(self) -> int:
        """Lookups that found nothing."""
        ...


@dataclass(slots=True)
class Runtime:
    """Filled in by the composition root as the parts come to life.

    Attributes:
        model: the name of the model.
        ledger: what became of every message.
        batcher: the queue before the engine.
        cache: translations of segments that need no engine.
        database: what is remembered.
        client: the Discord client that was started last.
        lag: seconds by which a task of the event loop wakes too late.
    """

    model: str
    ledger: Ledger = field(default_factory=Ledger)
    batcher: "Batcher | None" = None
    cache: Lookups | None = None
    database: "Database | None" = None
    client: "Client | None" = None
    lag: Histogram = field(default_factory=Histogram)

    async def feel_lag(self) -> None:
        """Take short naps for ever, and note by how much each is too long."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _NAP
            await asyncio.sleep(_NAP)
            self.lag.observe(max(0.0, loop.time() - due))

"""The parts of a running bot that metrics and health checks read."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from bot.telemetry.histogram import Histogram
from bot.telemetry.ledger import Ledger

if TYPE_CHECKING:
    from bot.chat.client import Client
    from bot.nmt.batcher import Batcher
    from bot.storage.database import Database
    from bot.storage.lease import Lease

_INTERVAL = 0.5


class Lookups(Protocol):
    """A cache that counts its lookups."""

    @property
    def hits(self) -> int:
        """Number of lookups that found an entry."""
        ...

    @property
    def misses(self) -> int:
        """Number of lookups that found none."""
        ...


@dataclass(slots=True)
class Runtime:
    """Filled in by the composition root as the parts are created.

    Attributes:
        model: name of the model.
        ledger: outcomes of messages.
        batcher: the queue in front of the engine.
        cache: recent translations of segments.
        database: the database.
        lease: this process's part in running the bot; None if no other process can run it.
        client: the latest Discord client.
        lag: delays with which tasks wake up, in seconds.
    """

    model: str
    ledger: Ledger = field(default_factory=Ledger)
    batcher: "Batcher | None" = None
    cache: Lookups | None = None
    database: "Database | None" = None
    lease: "Lease | None" = None
    client: "Client | None" = None
    lag: Histogram = field(default_factory=Histogram)

    @property
    def active(self) -> bool:
        """Whether this process runs the bot, as opposed to standing by."""
        return self.lease is None or self.lease.active

    async def measure_lag(self) -> None:
        """Measure forever how late a task wakes up from a short sleep."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _INTERVAL
            await asyncio.sleep(_INTERVAL)
            self.lag.observe(max(0.0, loop.time() - due))
